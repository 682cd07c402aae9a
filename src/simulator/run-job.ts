import { FalVideoError } from '../errors.ts';
import { clipWork } from './studio/clip-work.ts';
import type { FaultRule } from './faults/fault-plan.ts';
import { fetchInputs, type Inputs } from './studio/inputs.ts';
import { failedOutcome, type Job, type Outcome, refusedOutcome } from './job.ts';
import { MODERATED } from './faults/misbehave.ts';
import { pictureWork } from './studio/picture-work.ts';
import type { Refusal, Work, Workshop } from './studio/work.ts';

export interface Runner extends Workshop {
  /** The fault that this job ends with, if one strikes. */
  faultAtEnd: (job: Job) => FaultRule | null;
}

/** What a runner of fal does with a job: fetch its files, count the units, make clip or pictures. Never throws. */
export async function runJob(job: Job, runner: Runner): Promise<Outcome> {
  try {
    const { inputs, problems } = await fetchInputs(job.model, job.input, runner.files);
    if (problems.length > 0) return refusedOutcome(problems);
    const work = await workOf(job, inputs, runner);
    if ('problems' in work) return refusedOutcome(work.problems);
    const { billable_units } = work;
    const fault = runner.faultAtEnd(job);
    if (fault !== null) return badEnd(fault, billable_units);
    const body = await work.deliver();
    return { http_status: 200, headers: {}, body, billable_units, error: null };
  } catch (error) {
    return renderFailed(job, error);
  }
}

function workOf(job: Job, inputs: Inputs, workshop: Workshop): Promise<Work | Refusal> {
  const { model } = job;
  return model.makes === 'clip'
    ? clipWork(job, model, inputs, workshop)
    : pictureWork(job, model, inputs, workshop);
}

function badEnd(fault: FaultRule, billableUnits: number): Outcome {
  if (fault.kind === 'completed-with-error') {
    return failedOutcome(500, 'runner_server_error', 'The runner failed while it worked on the request');
  }
  const problems = fault.kind === '422-list' ? [MODERATED] : (fault.text ?? 'The model refused this request');
  return refusedOutcome(problems, fault.billed === true ? billableUnits : null);
}

/** A picture that the renderer cannot read is the caller's fault; anything else is the runner's. */
function renderFailed({ model, input }: Job, error: unknown): Outcome {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof FalVideoError && error.fault === 'input') {
    const field = model.picture_fields.find((name) => input[name] !== undefined) ?? 'image_url';
    return refusedOutcome([{ loc: ['body', field], msg: message, type: 'image_load_error' }]);
  }
  return failedOutcome(500, 'runner_server_error', message);
}
