import { once } from 'node:events';
import { resolve } from 'node:path';
import { z } from 'zod';
import { inputError } from '../../errors.ts';
import { resolveRoot } from '../../project/root.ts';
import { parseJson } from '../../util/json.ts';
import { readText } from '../../util/read-text.ts';
import { safeText } from '../../util/safe-text.ts';
import type { CommandContext, PlainCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import type { RunningSimulator } from '../dependencies.ts';
import { simulatorFolder } from '../../project/project-paths.ts';

const own = z.object({
  port: z.int().min(0).max(65535).default(0).describe('Port on 127.0.0.1; 0, the default, takes a free one'),
  replay: z
    .string()
    .optional()
    .describe('JSON of recorded answers, which are given again (references/simulator.md)'),
  until_idle: z
    .literal(true)
    .optional()
    .describe('End also by itself: when no job is left, and nobody has asked for half a minute'),
});

/** Runs the local fal alone, so that several programs can share it and jobs outlive a command. */
export const simulateCommand: PlainCommand<z.output<typeof own>> = {
  name: 'simulate',
  group: 'Set-up',
  about: 'Runs a local fal that costs nothing, until Ctrl-C',
  own,
  run: async (host, { port, replay, until_idle: untilIdle = false }) => {
    const { io, printer } = host;
    const root = await resolveRoot({ root: host.globals.root, env: io.env, cwd: io.cwd });
    const recorded = replay === undefined ? {} : { replay: await readRecorded(resolve(io.cwd, replay)) };
    const folder = simulatorFolder(root);
    const simulator = await host.dependencies.startSimulator({ folder, port, untilIdle, ...recorded });
    try {
      announce(host, simulator);
      if (!io.signal.aborted) await Promise.race([once(io.signal, 'abort'), simulator.closed]);
    } finally {
      await simulator.close();
    }
    printer.note('The simulated fal has stopped.');
    return EXIT.done;
  },
};

async function readRecorded(path: string): Promise<unknown> {
  try {
    return parseJson(await readText(path));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw inputError({
      code: 'INVALID_RECORDINGS',
      message: `${safeText(path)} holds no recorded answers: ${safeText(why, 200)}`,
      next: 'references/simulator.md says what such a file looks like.',
    });
  }
}

function announce({ printer }: CommandContext, { url, hosts }: RunningSimulator): void {
  const { bold, dim } = printer.paint;
  const env = {
    FAL_VIDEO_QUEUE_URL: hosts.queue,
    FAL_VIDEO_REST_URL: hosts.rest,
    FAL_VIDEO_API_URL: hosts.api,
    FAL_VIDEO_MEDIA_HOSTS: hosts.media.join(','),
  };
  printer.answer({ url, env }, () =>
    [
      `A simulated fal listens on ${bold(url)}. It renders real clips and costs nothing.`,
      'Set these in the shell (or client) that should use it:',
      '',
      ...Object.entries(env).map(([name, value]) => `  export ${name}=${value}`),
      '',
      dim('Ctrl-C stops it. Its media and books are below experiments/simulated/fal/simulator/.'),
    ].join('\n'),
  );
}
