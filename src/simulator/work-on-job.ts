import { FalVideoError } from '../errors.ts';
import { clipWork, filmLike } from './render/clip-work.ts';
import type { FaultRule } from './faults/fault-plan.ts';
import { fetchInputs, type Inputs } from './render/inputs.ts';
import { failedOutcome, type SimulatedJob, type Outcome, refusedOutcome } from './job.ts';
import { MODERATED } from './faults/misbehave.ts';
import { pictureWork } from './render/picture-work.ts';
import { recordedOutcome } from './replay/replay.ts';
import { filesBeside } from './replay/stand-in.ts';
import type { WorkRefusal, Work, RenderContext } from './render/work.ts';

export interface SimulatedRunner extends RenderContext {
  /** The fault that this job ends with, if one strikes. */
  faultAtEnd: (job: SimulatedJob) => FaultRule | null;
  /** Where files are made that no renderer makes. */
  folder: string;
}

/** What a runner of fal does with a job: fetch its files, count the units, make clip or pictures. Never throws. */
export async function workOnJob(job: SimulatedJob, runner: SimulatedRunner): Promise<Outcome> {
  try {
    const { inputs, problems } = await fetchInputs(job.model, job.input, runner.files);
    const recorded = await recordedOutcome(job, (like) => filmLike(like, job, inputs, runner), runner);
    if (recorded !== null) return recorded;
    if (problems.length > 0) return refusedOutcome(problems);
    const work = await workOf(job, inputs, runner);
    if ('problems' in work) return refusedOutcome(work.problems);
    const { billable_units } = work;
    const fault = runner.faultAtEnd(job);
    if (fault !== null && fault.kind !== 'side-files') return badEnd(fault, billable_units);
    const made = await work.deliver();
    const body = fault === null ? made : { ...made, ...(await filesBeside(job, runner)) };
    return { http_status: 200, headers: {}, body, billable_units, error: null };
  } catch (error) {
    return renderFailed(job, error);
  }
}

function workOf(job: SimulatedJob, inputs: Inputs, context: RenderContext): Promise<Work | WorkRefusal> {
  const { model } = job;
  return model.makes === 'clip'
    ? clipWork(job, model, inputs, context)
    : pictureWork(job, model, inputs, context);
}

const BARE_500: Outcome = {
  http_status: 500,
  headers: {},
  body: { detail: 'Internal Server Error' },
  billable_units: null,
  error: null,
};

/** The other one that was recorded: with a reason that says nothing, no units, and a word to try anew. */
const RETRYABLE_500: Outcome = {
  http_status: 500,
  headers: { 'x-fal-retryable': 'true' },
  body: {
    detail: [
      {
        loc: ['body'],
        msg: 'Internal server error',
        type: 'internal_server_error',
        url: 'https://docs.fal.ai/errors#internal_server_error',
      },
    ],
  },
  billable_units: 0,
  error: null,
};

function badEnd(fault: FaultRule, billableUnits: number): Outcome {
  if (fault.kind === 'bare-500') return BARE_500;
  if (fault.kind === 'retryable-500') return RETRYABLE_500;
  if (fault.kind === 'completed-with-error') {
    return failedOutcome(500, 'runner_server_error', 'The runner failed while it worked on the request');
  }
  if (fault.kind === '422-list')
    return refusedOutcome([MODERATED], fault.billed === true ? billableUnits : 0);
  return refusedOutcome(
    fault.text ?? 'Invalid request parameters',
    fault.billed === true ? billableUnits : null,
  );
}

/** A picture that the renderer cannot read is the caller's fault; anything else is the runner's. */
function renderFailed({ model, input }: SimulatedJob, error: unknown): Outcome {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof FalVideoError && error.fault === 'input') {
    const field = model.picture_fields.find((name) => input[name] !== undefined) ?? 'image_url';
    return refusedOutcome([{ loc: ['body', field], msg: message, type: 'image_load_error' }]);
  }
  return failedOutcome(500, 'runner_server_error', message);
}
