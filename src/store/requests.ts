import { type ErrorRecord, toErrorRecord, unknownOutcome } from '../errors.ts';
import { applies, forgetRequest } from './fold.ts';
import type { Job, JobEvent } from './job.ts';

/**
 * Which job each of fal's requests belongs to, by its id: one, whichever way the id came in. Where two jobs are
 * alike, a row of the history and the user's word are good guesses; fal's answer to the one POST is proof. So
 * the second job that names a request does not get it, unless it has the answer and the first had a guess: then
 * the first is unknown again, as if it had never been found. One line of the journal moves the request, so that
 * no crash can come in between.
 */
export type Requests = Map<string, string>;

export interface RequestOwners {
  jobs: Pick<ReadonlyMap<string, Job>, 'get'>;
  requests: Pick<ReadonlyMap<string, string>, 'get'>;
}

/** Whether the event follows in the life of the job, and takes no request away that is surely another's. */
export function mayAppend(owners: RequestOwners, jobId: string, event: JobEvent): boolean {
  if (!applies(owners.jobs.get(jobId), event)) return false;
  const owner = otherOwner(owners, jobId, event);
  return owner === undefined || yieldsTo(owner, event);
}

/** The other job that has the request of this event already. */
export function otherOwner(
  { jobs, requests }: RequestOwners,
  jobId: string,
  event: JobEvent,
): Job | undefined {
  if (event.type !== 'submitted') return undefined;
  const owner = requests.get(event.handle.request_id);
  return owner === undefined || owner === jobId ? undefined : jobs.get(owner);
}

const yieldsTo = (owner: Job, event: JobEvent) =>
  event.type === 'submitted' && event.found_by === 'answer' && owner.found_by !== 'answer';

/** The job that had a request until fal's answer gave it to another one. */
export function withoutRequest(job: Job, owner: string, at: string): Job {
  return forgetRequest(job, lostRequest(job, owner), at);
}

/** Whether the job is unknown because its request turned out to be another's. */
export const hasLostRequest = (job: Job) => job.state === 'unknown' && job.error?.code === LOST_REQUEST;

const LOST_REQUEST = 'REQUEST_OF_ANOTHER_JOB';
const FOUND_BY = { answer: 'by an answer', history: "in fal's history", user: "by the user's word" };

const lostRequest = ({ handle, found_by }: Job, owner: string): ErrorRecord =>
  toErrorRecord(
    unknownOutcome({
      code: LOST_REQUEST,
      message:
        `Request ${handle?.request_id}, which had been found for this job ${FOUND_BY[found_by ?? 'history']}, is ` +
        `${owner}'s: fal's own answer says so. Whether fal ever took this one in is open again.`,
      // In the words of before: older journals fold to them. An unknown job says itself what is next.
      next: 'Do not send it again: get_job looks for another request like it in the history of fal.',
    }),
  );
