import { isMediaUrl } from '../fal/hosts.ts';
import type { UnitPrice } from '../fal/platform-types.ts';
import type { Fal, QueueHandle } from '../fal/types.ts';
import type { Media } from '../media/types.ts';
import type { Models } from '../models/types.ts';
import type { Project } from '../project/index.ts';
import type { Clock } from '../util/clock.ts';
import type { Ports } from './ports.ts';
import type { Job } from './job.ts';

/** Everything that the steps of a job work with. */
export interface JobContext extends Ports {
  project: Project;
  fal: Fal;
  models: Models;
  /** Looks a model up at fal that nobody here knows. */
  ensureKnown(model: string): Promise<void>;
  media: Media;
  clock: Clock;
  unitPrice(endpointId: string): Promise<UnitPrice | null>;
}

/**
 * How to ask fal about the job. A simulator that was started anew has another port, so the addresses that it
 * once gave are rebuilt; those of fal are used as they came.
 */
export function handleOf({ fal }: JobContext, job: Job): QueueHandle | null {
  if (job.handle === null || !fal.hosts.simulated) return job.handle;
  return job.handle.status_url.startsWith(`${fal.hosts.queue}/`)
    ? job.handle
    : fal.handleFor(job.handle.endpoint_id, job.handle.request_id);
}

/**
 * Where a file of a result is fetched: an address that a simulator gave under another port is that of the one that
 * runs now, which knows its files by their names. What stands on another host, and whatever fal named, stays as it is.
 */
export function fileUrl({ fal }: Pick<JobContext, 'fal'>, url: string): string {
  if (!fal.hosts.simulated || isMediaUrl(url, fal.hosts)) return url;
  const [, path] = /^http:\/\/127\.0\.0\.1:\d{1,5}(\/files\/[\w.-]+)$/.exec(url) ?? [];
  if (path === undefined) return url;
  const moved = fal.hosts.queue + path;
  return isMediaUrl(moved, fal.hosts) ? moved : url;
}
