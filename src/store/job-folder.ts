import { join } from 'node:path';
import type { Project } from '../project/index.ts';
import { isIdTail, slugify } from '../util/ids.ts';
import type { Job } from './job.ts';

/** The job's own folder, absolute: named by the model, so that a person finds it, and unique by the job. */
export function jobFolder({ project }: { project: Pick<Project, 'root'> }, job: Job): string {
  const name = job.plan.model_alias ?? slugify(job.plan.endpoint_id, 'model');
  return join(project.root, job.plan.batch, `${name}-${job.job_id.replace('job_', '')}`);
}

/** The job whose folder this is, by its name; `null` for any other folder. */
export function jobIdOf(folder: string): string | null {
  const id = /-([0-9a-z]+)$/.exec(folder)?.[1] ?? '';
  return isIdTail(id) ? `job_${id}` : null;
}
