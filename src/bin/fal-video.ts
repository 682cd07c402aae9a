#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { tools } from '../../tools/index.ts';
import type { Dependencies } from '../cli/dependencies.ts';
import { runCli } from '../cli/run-cli.ts';
import { version } from '../util/version.ts';

/** What only some commands need is loaded by those alone: the start stays quick. */
const dependencies: Dependencies = {
  version,
  tools,
  open: async (options) => (await import('../fal-video.ts')).openFalVideo(options),
  startSimulator: async (options) => (await import('../simulator-of-project.ts')).startReplaying(options),
  joinSimulator: async ({ root, folder }) =>
    (await import('../simulator-of-project.ts')).joinOrStartSimulator({ folder }, () =>
      finishInBackground(root),
    ),
  serveMcp: async (open, http) => {
    const { serveMcp } = await import('../server/serve.ts');
    await serveMcp({
      tools,
      open,
      http,
      onError: ({ message }) => process.stderr.write(`fal-video: ${message}\n`),
    });
  },
};

/**
 * fal's jobs go on when a command ends, and so do those of the simulated fal: in a process of its own. Where another
 * command is quicker and takes them on, that ends at once.
 */
function finishInBackground(root: string): void {
  const line = [import.meta.filename, 'simulate', '--until-idle', '--root', root];
  spawn(process.execPath, line, { detached: true, stdio: 'ignore', windowsHide: true })
    // The next command with --simulate goes on with them all the same.
    .on('error', () => undefined)
    .unref();
}

const leaving = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // Once is a wish that is carried out in order; twice is meant.
    if (leaving.signal.aborted) process.exit(130);
    leaving.abort(new Error(`left by ${signal}`));
  });
}
// `fal-video models | head -3` closes the pipe early, and that is all right.
process.stdout.on('error', () => process.exit(0));

const { stdin, stdout, stderr, env } = process;
const io = { stdin, stdout, stderr, env, cwd: process.cwd(), signal: leaving.signal };
// A command ends with its work, also where nothing that it waits for keeps a process alive.
setInterval(() => undefined, 1_000_000);
const exitCode = await runCli(process.argv.slice(2), dependencies, io);
stdout.write('', () => process.exit(exitCode));
