import { resolveRoot } from '../project/root.ts';
import type { CommandContext } from './command.ts';
import { badOption } from './param.ts';
import { sayReading } from './say-reading.ts';
import type { OpenOptions, OpenProject } from './dependencies.ts';
import { simulatorFolder } from '../project/project-paths.ts';

/** Opens the project that the options name, with a simulated fal of its own where that was asked for. `isServer`: for a client. */
export async function openForCommand(
  { dependencies, io, globals, printer }: CommandContext,
  isServer = false,
): Promise<OpenProject> {
  const { env, cwd } = io;
  const transport = transportOf(globals.transport);
  const root = await resolveRoot({ root: globals.root, env, cwd, isServer });
  const options = { root, env, transport, onProgress: sayReading(printer) };
  if (globals.simulate !== true) return await dependencies.open(options);

  const simulator = await dependencies.joinSimulator({ root, folder: simulatorFolder(root) });
  try {
    const project = await dependencies.open({ ...options, hosts: simulator.hosts });
    const close = async () => {
      await project.close();
      await simulator.close();
    };
    return { ...project, close };
  } catch (error) {
    await simulator.close();
    throw error;
  }
}

function transportOf(given = 'http'): OpenOptions['transport'] {
  if (given === 'http' || given === 'fal-client') return given;
  throw badOption(`Expected --transport to be http or fal-client; got ${given}.`);
}
