// Bundles what runs in a browser: for each page its code and its style, which `renderPage` puts into one file.
import { build, type BuildOptions } from 'esbuild';
import { packageRoot } from '../src/util/package-root.ts';

const shared: BuildOptions = {
  absWorkingDir: packageRoot,
  outdir: 'dist/src/report',
  bundle: true,
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
  charset: 'utf8',
};
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
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
  }),
  build({
    ...shared,
    entryPoints: styles,
    target: ['chrome123', 'firefox121', 'safari17.5'],
  }),
]);
