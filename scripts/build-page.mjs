// Bundles the report page for the browser: dist/src/report/page.js and page.css, which `renderReport` puts into the page.
import { build } from 'esbuild';

const page = 'src/report/page';
const shared = { bundle: true, minify: true, legalComments: 'none', logLevel: 'warning', charset: 'utf8' };

await Promise.all([
  build({
    ...shared,
    entryPoints: [`${page}/main.ts`],
    outfile: 'dist/src/report/page.js',
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
  }),
  build({
    ...shared,
    entryPoints: [`${page}/page.css`],
    outfile: 'dist/src/report/page.css',
    target: ['chrome123', 'firefox121', 'safari17.5'],
  }),
]);
