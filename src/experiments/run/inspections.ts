import { asFalVideoError } from '../../errors.ts';
import { fileOf, mainOutputs } from '../../store/outputs.ts';
import type { Job } from '../../store/job.ts';
import type { Media } from '../../media/types.ts';
import { inspectCell } from './inspection.ts';
import type { RunFiles } from './types.ts';

interface InspectionContext extends RunFiles {
  media: Media;
}

/** Inspects videos one after the other, beside the run: an inspection that fails is a remark, and costs no cell. */
export class Inspections {
  readonly #context: InspectionContext;
  readonly #begun = new Set<string>();
  readonly #problems = new Map<string, string>();
  #queue: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(context: InspectionContext) {
    this.#context = context;
  }

  /** Inspects the video of a collected job, once in this process. `then` is called when there is something new to show. */
  add(job: Job, then: () => void): void {
    const video = mainOutputs(job.outputs).find((output) => output.video !== null);
    if (job.state !== 'collected' || video === undefined || this.#begun.has(job.job_id)) return;
    this.#begun.add(job.job_id);
    this.#queue = this.#queue.then(async () => {
      if (this.#closed) return;
      const picture = job.plan.inputs.find(({ role, path }) => role === 'first_frame' && path !== null);
      try {
        await inspectCell(
          await fileOf(this.#context, video),
          picture?.path == null ? null : this.#context.project.paths.absolute(picture.path),
          this.#context,
        );
      } catch (thrown) {
        if (!this.#closed) this.#problems.set(job.job_id, asFalVideoError(thrown).message);
      }
      then();
    });
  }

  problemOf(jobId: string): string | null {
    return this.#problems.get(jobId) ?? null;
  }

  /** Resolves when everything so far was looked at. */
  async finished(): Promise<void> {
    await this.#queue;
  }

  /** Begins no more looks; the one at work ends with the media. */
  close(): void {
    this.#closed = true;
  }
}
