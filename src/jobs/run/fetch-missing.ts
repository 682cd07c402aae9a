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

/** Files of one host at once. What fails leaves one fewer: a host that is not well is not asked for the rest that round. */
const AT_ONCE = 2;

/**
 * Fetches the files of a result that are not there yet, each for itself: one that cannot be had, or is long in coming,
 * stands in no other's way, and what came is written down at once. When nothing more can be hoped for, the job is
 * collected with what came.
 */
export async function fetchMissing(context: JobContext, job: Job, reading: Reading): Promise<Job> {
  const round: Round = { context, job, reading, fetched: new Map(), failed: new Map(), passing: new Map() };
  const hosts = new Set(job.missing.map(hostOf));
  const lanes = [...hosts].flatMap((host) => {
    const waiting = job.missing.filter((file) => hostOf(file) === host);
    return Array.from({ length: AT_ONCE }, () => fetchInTurn(waiting, round));
  });
  // One that was stopped must not leave another behind that still writes.
  for (const end of await Promise.allSettled(lanes)) if (end.status === 'rejected') throw end.reason;
  const failures = job.missing.flatMap((file) => {
    const error = round.failed.get(file);
    return error === undefined ? [] : [{ file, error }];
  });
  const troubles = failures.filter(({ error }) => mayPass(error));
  const missing = job.missing
    .filter((file) => !round.fetched.has(file))
    .map((file): MissingFile => {
      const ofHost = troubles.find((one) => hostOf(one.file) === hostOf(file))?.error;
      const error = round.failed.get(file) ?? ofHost;
      return error === undefined ? file : { ...file, error: toErrorRecord(error) };
    });
  const end = () => collectedWith(context, job, [...job.outputs, ...round.fetched.values()], missing);
  const [trouble] = troubles;
  if (trouble !== undefined && !hasEnded(job))
    return await scheduleRetry(context, job, trouble.error, missing, end);
  return (await context.store.record(job, end())).job;
}

interface Round {
  context: JobContext;
  job: Job;
  reading: Reading;
  fetched: Map<MissingFile, OutputFile>;
  failed: Map<MissingFile, FalVideoError>;
  /** What is being tried again at this moment. */
  passing: Map<MissingFile, FalVideoError>;
}

/** One file after the other, until one fails in a way that the others may share. */
async function fetchInTurn(waiting: MissingFile[], round: Round): Promise<void> {
  for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
    try {
      await fetchFile(file, round);
    } catch (thrown) {
      round.reading.signal.throwIfAborted();
      const error = troubleOf(thrown);
      round.failed.set(file, error);
      if (mayPass(error)) return;
    }
  }
}

async function fetchFile(
  file: MissingFile,
  { context, job, reading, fetched, passing }: Round,
): Promise<void> {
  const onTrouble = (trouble: FalVideoError | null) => {
    if (trouble === null) passing.delete(file);
    else passing.set(file, trouble);
    reading.onTrouble?.([...passing.values()].at(-1) ?? null);
  };
  const output = await saveOutput(context, file, jobFolder(context, job), { ...reading, onTrouble });
  // The last one is told by what ends the round.
  const isLast = fetched.size === job.missing.length - 1;
  if (!isLast) await context.store.record(job, { type: 'file-fetched', name: file.name, output });
  fetched.set(file, output);
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
