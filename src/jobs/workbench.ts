import { join } from 'node:path';
import type { UnitPrice } from '../fal/platform/types.ts';
import type { Fal, QueueHandle } from '../fal/types.ts';
import type { Media } from '../media/types.ts';
import type { Models } from '../models/types.ts';
import type { Project } from '../project/index.ts';
import type { Clock } from '../util/clock.ts';
import { slugify } from '../util/ids.ts';
import type { JobBook } from './job-book.ts';
import type { Job } from './types.ts';

/** Everything that the steps of a job work with. */
export interface Workbench {
  project: Project;
  book: JobBook;
  fal: Fal;
  models: Models;
  /** Looks a model up at fal that nobody here knows. */
  learn(model: string): Promise<void>;
  media: Media;
  clock: Clock;
  unitPrice(endpointId: string): Promise<UnitPrice | null>;
}

/**
 * How to ask fal about the job. A simulator that was started anew has another port, so the addresses that it
 * once gave are rebuilt; those of fal are used as they came.
 */
export function handleOf({ fal }: Workbench, job: Job): QueueHandle | null {
  if (job.handle === null || !fal.hosts.simulated) return job.handle;
  return job.handle.status_url.startsWith(`${fal.hosts.queue}/`)
    ? job.handle
    : fal.handleFor(job.handle.endpoint_id, job.handle.request_id);
}

/** The job's own folder, absolute: named by the model, so that a person finds it, and unique by the job. */
export function jobFolder({ project }: Pick<Workbench, 'project'>, job: Job): string {
  const name = job.plan.model_alias ?? slugify(job.plan.endpoint_id, 'model');
  return join(project.root, job.plan.batch, `${name}-${job.job_id.replace('job_', '')}`);
}
