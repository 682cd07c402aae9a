// Bundles what runs in a browser: for each page its code and its style, which `renderPage` puts into one file.
import { build } from 'esbuild';

const shared = { bundle: true, minify: true, legalComments: 'none', logLevel: 'warning', charset: 'utf8' };
/** Named as in `dist/src/report`: the report on disk, and the views inside a chat. */
const pages = {
  report: 'src/report/page/main.ts',
  'chat-experiment': 'src/report/chat/experiment.ts',
  'chat-job': 'src/report/chat/job.ts',
};
const styles = {
  report: 'src/report/page/page.css',
  'chat-experiment': 'src/report/chat/experiment.css',
  'chat-job': 'src/report/chat/job.css',
};

await Promise.all([
  build({
    ...shared,
    entryPoints: pages,
    outdir: 'dist/src/report',
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
  }),
  build({
    ...shared,
    entryPoints: styles,
    outdir: 'dist/src/report',
    target: ['chrome123', 'firefox121', 'safari17.5'],
  }),
]);
