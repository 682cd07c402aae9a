import { type JobRequest, taskParams, videoParams } from '../jobs/plan/job-request.ts';
import { commandLine } from '../util/command-line.ts';

const NAMES = Object.keys({ ...taskParams, ...videoParams });

/** A line for the shell that makes one cell once more, alone: a new, paid job. */
export function rerunCommand({ model, ...request }: JobRequest, simulated: boolean): string {
  const asked: Readonly<Record<string, unknown>> = request;
  const options = Object.fromEntries(NAMES.map((name) => [name, asked[name]]));
  return commandLine('generate', [model], options, simulated);
}
