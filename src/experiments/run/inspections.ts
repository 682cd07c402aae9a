import { setMaxListeners } from 'node:events';
import { asFalVideoError } from '../../errors.ts';
import { fileOf, videoOf } from '../../store/outputs.ts';
import type { Job, OutputFile } from '../../store/job.ts';
import type { Media } from '../../media/types.ts';
import { inspectCell } from './inspection.ts';
import type { RunFiles } from './types.ts';

interface InspectionContext extends RunFiles {
  media: Media;
}

/**
 * Inspects videos beside the run, as many at once as the media part takes, and after whatever somebody waits for. An
 * inspection that fails is a remark, and costs no cell.
 */
export class Inspections {
  readonly #context: InspectionContext;
  readonly #begun = new Set<string>();
  readonly #problems = new Map<string, string>();
  /** By experiment. */
  readonly #atWork = new Map<string, Set<Promise<void>>>();
  readonly #closing = new AbortController();

  constructor(context: InspectionContext) {
    const { signal } = this.#closing;
    // One listener for each that waits: many are no leak.
    setMaxListeners(0, signal);
    this.#context = { ...context, media: context.media.with({ signal, canWait: true }) };
  }

  /** Inspects the video of a collected job, once in this process. `then` is called when there is something new to show. */
  add(job: Job, then: () => void): void {
    const video = videoOf(job);
    const { experiment } = job.plan;
    if (job.state !== 'collected' || video === undefined || experiment === null) return;
    if (this.#begun.has(job.job_id) || this.#closing.signal.aborted) return;
    this.#begun.add(job.job_id);
    const atWork = this.#atWork.get(experiment) ?? new Set<Promise<void>>();
    this.#atWork.set(experiment, atWork);
    const inspection = this.#inspect(job, video, then).finally(() => atWork.delete(inspection));
    atWork.add(inspection);
  }

  problemOf(jobId: string): string | null {
    return this.#problems.get(jobId) ?? null;
  }

  /** Resolves when every video of the experiment so far was looked at. */
  async finished(experiment: string): Promise<void> {
    const atWork = this.#atWork.get(experiment) ?? new Set<Promise<void>>();
    await Promise.all(atWork);
  }

  /** Begins no more looks, and gives up those at work. */
  close(): void {
    this.#closing.abort(new Error('fal-video is closing'));
  }

  async #inspect(job: Job, video: OutputFile, then: () => void): Promise<void> {
    const { paths } = this.#context.project;
    const picture = job.plan.inputs.find(({ role, path }) => role === 'first_frame' && path !== null);
    const input = picture?.path == null ? null : paths.absolute(picture.path);
    try {
      await inspectCell(await fileOf(this.#context, video), input, this.#context, then);
    } catch (thrown) {
      if (this.#closing.signal.aborted) return;
      this.#problems.set(job.job_id, asFalVideoError(thrown).message);
      then();
    }
  }
}
