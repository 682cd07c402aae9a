import { once } from 'node:events';
import { z } from 'zod';
import { resolveRoot } from '../../project/root.ts';
import type { Host, PlainCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import type { RunningSimulator } from '../parts.ts';
import { simulatorFolder } from '../simulator-folder.ts';

/** Runs the local fal alone, so that several programs can share it and jobs outlive a command. */
export const simulateCommand: PlainCommand<{ port: number }> = {
  name: 'simulate',
  group: 'Set-up',
  about: 'Runs a local fal that costs nothing, until Ctrl-C',
  own: z.object({
    port: z
      .int()
      .min(0)
      .max(65535)
      .default(0)
      .describe('Port on 127.0.0.1; 0, the default, takes a free one'),
  }),
  run: async (host, { port }) => {
    const { surroundings, printer } = host;
    const root = await resolveRoot({ root: host.globals.root, env: surroundings.env, cwd: surroundings.cwd });
    const simulator = await host.parts.startSimulator({ folder: simulatorFolder(root), port });
    try {
      announce(host, simulator);
      if (!surroundings.signal.aborted) await once(surroundings.signal, 'abort');
    } finally {
      await simulator.close();
    }
    printer.note('The simulated fal has stopped.');
    return EXIT.done;
  },
};

function announce({ printer }: Host, { url, hosts }: RunningSimulator): void {
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
