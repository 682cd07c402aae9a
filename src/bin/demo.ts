import { createPrinter, errorLines } from '../cli/print.ts';
import { simulatorFolder } from '../project/project-paths.ts';
import { asFalVideoError } from '../errors.ts';
import { openFalVideo } from '../fal-video.ts';
import { runDemo } from './run-demo.ts';
import { startRenderingSimulator } from '../simulator-of-project.ts';

/** Slow enough to be watched. Two jobs run at once, so that the others show what a queue is. */
const PACE = { queueMs: 800, workMs: 1200 };

const { stdout, stderr, env } = process;
const root = process.cwd();
const leaving = new AbortController();
process.once('SIGINT', () => leaving.abort(new Error('left')));
const printer = createPrinter({ stdout, stderr, env, json: false });

const simulator = await startRenderingSimulator({
  folder: simulatorFolder(root),
  pace: PACE,
  remembers: false,
});
const project = await openFalVideo({ root, env, hosts: simulator.hosts });
try {
  const say = (text: string) => void stdout.write(`${text}\n`);
  const isGood = await runDemo({ project, simulator, printer, say, signal: leaving.signal });
  process.exitCode = isGood ? 0 : 1;
} catch (thrown) {
  stderr.write(`\n${errorLines(asFalVideoError(thrown), printer.asidePaint)}\n`);
  process.exitCode = 1;
} finally {
  await project.close();
  await simulator.close();
}
