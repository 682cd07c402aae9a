import { unknownBill } from '../../budget/bill.ts';
import { type FalVideoError, toErrorRecord } from '../../errors.ts';
import type { Reading } from '../../fal/types.ts';
import { hasEnded } from '../../store/fold.ts';
import { kindMade, remarkOnKinds, withRoles } from '../../store/outputs.ts';
import { scheduleRetry, troubleOf } from './retry.ts';
import { saveOutput } from './save-output.ts';
import { BARE_ANSWER, type Job, type JobEvent, type MissingFile, type OutputFile } from '../../store/job.ts';
import { type JobContext } from '../../store/job-context.ts';
import { jobFolder } from '../../store/job-folder.ts';

/** A host that failed so often in one round is not asked for the rest of its files: each would take as long to fail. */
const MOST_FAILURES_OF_A_HOST = 2;

/**
 * Fetches the files of a result that are not there yet, each for itself: one that cannot be had stands in no
 * other's way, and what came is written down before the next is asked for. When nothing more can be hoped for,
 * the job is collected with what came.
 */
export async function fetchMissing(context: JobContext, job: Job, reading: Reading): Promise<Job> {
  const folder = jobFolder(context, job);
  const outputs = [...job.outputs];
  const missing: MissingFile[] = [];
  const failures = new Map<string, FalVideoError[]>();
  for (const [index, file] of job.missing.entries()) {
    const ofHost = failures.get(hostOf(file)) ?? [];
    try {
      const [first] = ofHost;
      if (first !== undefined && ofHost.length >= MOST_FAILURES_OF_A_HOST) throw first;
      const output = await saveOutput(context, file, folder, reading);
      outputs.push(output);
      // The last one is told by what ends the round.
      const isLast = index === job.missing.length - 1 && missing.length === 0;
      if (!isLast) await context.store.record(job, { type: 'file-fetched', name: file.name, output });
    } catch (thrown) {
      reading.signal.throwIfAborted();
      const error = troubleOf(thrown);
      missing.push({ ...file, error: toErrorRecord(error) });
      if (mayPass(error)) failures.set(hostOf(file), [...ofHost, error]);
    }
  }
  const trouble = [...failures.values()].flat()[0];
  const end = () => collectedWith(context, job, outputs, missing);
  if (trouble !== undefined && !hasEnded(job))
    return await scheduleRetry(context, job, trouble, missing, end);
  return (await context.store.record(job, end())).job;
}

const hostOf = ({ url }: MissingFile) => (URL.canParse(url) ? new URL(url).host : '');

/** By itself, or when somebody has freed the disk or fixed the network; not so a host that is none of fal's. */
const mayPass = ({ temporary, fault }: FalVideoError) => temporary || fault === 'configuration';

function collectedWith(
  context: JobContext,
  job: Job,
  outputs: OutputFile[],
  missing: MissingFile[],
): JobEvent {
  const made = kindMade(job, context.models);
  const note = missing.length === 0 ? remarkOnKinds(outputs, made) : null;
  return {
    type: 'collected',
    outputs: withRoles(outputs, made),
    missing,
    ...(note === null ? {} : { note }),
    bill: job.bill ?? unknownBill('fal sent no x-fal-billable-units header'),
    answer: job.final_answer ?? BARE_ANSWER,
  };
}
