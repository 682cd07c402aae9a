import { randomInt } from 'node:crypto';
import { FalVideoError } from '../errors.ts';
import type { ClipStudio } from './clip-studio.ts';
import type { Dialect } from './dialect.ts';
import type { FaultRule } from './fault-plan.ts';
import { type Files, randomName } from './files.ts';
import { failedOutcome, type Job, type Outcome, refusedOutcome } from './job.ts';
import { measure, type Take } from './measure.ts';
import { MODERATED } from './misbehave.ts';
import { blankPicture, fetchPictures } from './pictures.ts';

export interface Runner {
  files: Files;
  studio: ClipStudio;
  dialect: Dialect;
  /** The fault that this job ends with, if one strikes. */
  faultAtEnd: (job: Job) => FaultRule | null;
}

/** What a runner of fal does with a job: fetch the pictures, make the clip, count the units. Never throws. */
export async function runJob(job: Job, runner: Runner): Promise<Outcome> {
  try {
    const { model, input } = job;
    const { pictures, problems } = await fetchPictures(model, input, runner.files);
    if (problems.length > 0) return refusedOutcome(problems);
    const take = measure(model, input);
    const fault = runner.faultAtEnd(job);
    if (fault !== null) return badEnd(fault, take);
    const picture = pictures[0] ?? (await blankPicture(runner.files));
    const path = await runner.studio.film(model, take, picture);
    return await delivered(job, take, path, runner);
  } catch (error) {
    return renderFailed(error);
  }
}

function badEnd(fault: FaultRule, take: Take): Outcome {
  if (fault.kind === 'completed-with-error') {
    return failedOutcome(500, 'runner_server_error', 'The runner failed while it worked on the request');
  }
  const problems = fault.kind === '422-list' ? [MODERATED] : 'The model refused this request';
  return refusedOutcome(problems, fault.billed === true ? take.billable_units : null);
}

async function delivered(job: Job, take: Take, path: string, runner: Runner): Promise<Outcome> {
  const file = await runner.files.publish(path, randomName('output.mp4'), 'video/mp4', job.id);
  const named = runner.dialect.fileNames;
  const seed = typeof job.input['seed'] === 'number' ? job.input['seed'] : randomInt(2 ** 31);
  return {
    http_status: 200,
    headers: {},
    body: {
      video: {
        url: runner.files.urlOf(file.name),
        content_type: file.content_type,
        file_name: named ? 'output.mp4' : null,
        file_size: named ? file.bytes : null,
      },
      ...(job.model.returns_seed ? { seed } : {}),
    },
    billable_units: take.billable_units,
    error: null,
  };
}

/** A picture that the renderer cannot read is the caller's fault; anything else is the runner's. */
function renderFailed(error: unknown): Outcome {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof FalVideoError && error.fault === 'input') {
    return refusedOutcome([{ loc: ['body', 'image_url'], msg: message, type: 'image_load_error' }]);
  }
  return failedOutcome(500, 'runner_server_error', message);
}
