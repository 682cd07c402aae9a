import type { Submitter } from '../../fal/types.ts';
import type { JobContext } from '../../store/job-context.ts';

/** With the one port that costs money: nothing outside of this folder holds it. */
export interface SubmitContext extends JobContext {
  submitter: Submitter;
}
