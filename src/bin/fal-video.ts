#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tools } from '../../tools/index.ts';
import type { Parts } from '../cli/parts.ts';
import { runCli } from '../cli/run-cli.ts';
import { packageRoot } from '../util/package-root.ts';

const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
  version: string;
};

/** What only some commands need is loaded by those alone: the start stays quick. */
const parts: Parts = {
  version,
  tools,
  open: async (options) => (await import('../fal-video.ts')).openFalVideo(options),
  startSimulator: async (options) => (await import('./start-simulator.ts')).startRenderingSimulator(options),
  joinSimulator: async (options) => (await import('./start-simulator.ts')).joinOrStartSimulator(options),
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
const surroundings = { stdin, stdout, stderr, env, cwd: process.cwd(), signal: leaving.signal };
// A command ends with its work, also where nothing that it waits for keeps a process alive.
setInterval(() => undefined, 1_000_000);
const exitCode = await runCli(process.argv.slice(2), parts, surroundings);
stdout.write('', () => process.exit(exitCode));
