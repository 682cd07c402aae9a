import { timesEstimate } from '../../store/bill-note.ts';
import { costOf, isAboveQuote, isBelowQuote } from '../../store/cost-of.ts';
import { disputeOf } from '../../store/dispute.ts';
import { nameOf } from './drift.ts';
import type { Job } from '../../store/job.ts';

/**
 * The models that cost otherwise than quoted, each for itself and in each direction: in a sum over all, one that is
 * far too dear hides behind another.
 */
export function billProblems(jobs: readonly Job[]): { code: string; message: string }[] {
  const known = jobs.filter((job) => job.state !== 'not-sent' && costOf(job) !== null);
  const models = [...new Set(known.map(nameOf))].toSorted();
  return models.flatMap((model) => {
    const own = known.filter((job) => nameOf(job) === model);
    const dearer = own.filter(isAboveQuote).toSorted((a, b) => timesOf(b) - timesOf(a));
    const cheaper = own.filter(isBelowQuote).toSorted((a, b) => timesOf(a) - timesOf(b));
    return [
      ...told('BILLED_ABOVE_QUOTE', model, dearer, 'more', own.length),
      ...told('BILLED_BELOW_QUOTE', model, cheaper, 'less', own.length),
    ];
  });
}

/** One sentence, with the job that strays most. */
function told(code: string, model: string, [most, ...others]: readonly Job[], how: string, all: number) {
  if (most === undefined) return [];
  const count = `${others.length + 1} of ${all} ${all === 1 ? 'job' : 'jobs'}`;
  const figures = timesEstimate(most, billedOf(most));
  return [{ code, message: `${model}: ${count} cost ${how} than quoted, ${most.job_id} ${figures}.` }];
}

const timesOf = (job: Job) => billedOf(job) / (job.plan.estimate.expected ?? job.reserved_micros);
/** What a disputed bill counts as is not what it says. */
const billedOf = (job: Job) => disputeOf(job)?.billed ?? costOf(job) ?? 0;
