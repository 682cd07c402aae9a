import { hasEnded } from '../jobs/fold.ts';
import { resolveRoot } from '../project/root.ts';
import type { Host } from './command.ts';
import { badOption } from './param.ts';
import type { OpenOptions, OpenProject } from './parts.ts';
import { simulatorFolder } from './simulator-folder.ts';

/** Opens the project that the options name, with a simulated fal of its own where that was asked for. */
export async function openProject({ parts, surroundings, globals }: Host): Promise<OpenProject> {
  const { env, cwd } = surroundings;
  const transport = transportOf(globals.transport);
  const root = await resolveRoot({ root: globals.root, env, cwd });
  if (globals.simulate !== true) return await parts.open({ root, env, transport });

  const simulator = await parts.joinSimulator({ folder: simulatorFolder(root) });
  try {
    const project = await parts.open({ root, env, transport, hosts: simulator.hosts });
    const openedAt = project.clock.now().toISOString();
    const close = async () => {
      // No more cells are begun while those that were are let run.
      await project.experiments.close();
      await letJobsEnd(project, openedAt);
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

/**
 * The simulator ends with this process, and its jobs with it: those begun here are let run to their end, or the
 * journal would hold jobs that nobody can ever be asked about. A second Ctrl-C does not wait for it.
 */
async function letJobsEnd({ jobs }: OpenProject, openedAt: string): Promise<void> {
  const begun = (await jobs.list()).filter((job) => !hasEnded(job) && (job.times.planned ?? '') >= openedAt);
  const ids = begun.map(({ job_id }) => job_id);
  if (ids.length > 0) await jobs.wait(ids, { ms: SIMULATED_JOB_MS, until: 'end' });
}

/** A simulated job takes a few seconds, a long and large clip a little more. */
const SIMULATED_JOB_MS = 60_000;
