import { callOf } from '../../next-step.ts';
import { inputError } from '../../errors.ts';
import type { Media } from '../../media/types.ts';
import type { Role } from '../../models/types.ts';
import type { Project } from '../../project/index.ts';
import type { Blobs } from '../../store/blobs.ts';
import type { Store } from '../../store/store.ts';
import { fileOf, mainOutputs } from '../../store/outputs.ts';
import { inspectionFolderOf } from '../../store/pictures-of.ts';

/**
 * An output where a file is expected: `job_x` is what the job made, `job_x:last` a frame of it; frames are `first`, `last`,
 * a number from 0 or, from the end, below 0, or a time: `3.5s`. `step:KEY` is the same of a step that has no job yet.
 */
export interface OutputRef {
  of: string;
  isStep: boolean;
  frame: string | null;
}

const REF = /^(?:(job_[0-9a-z]+)|step:(.+?))(?::(first|last|-?\d+|\d+(?:\.\d+)?s))?$/;

/** `null` for what names a file or a URL. */
export function outputRef(value: string): OutputRef | null {
  const [, job, step, frame = null] = REF.exec(value) ?? [];
  if (job !== undefined) return { of: job, isStep: false, frame };
  return step === undefined ? null : { of: step, isStep: true, frame };
}

interface OutputContext {
  store: Pick<Store, 'get'>;
  project: Project;
  blobs: Pick<Blobs, 'find'>;
  media: Media;
}

/** The absolute path of a job's output. A frame is made beside its clip. */
export async function fileOfOutput(
  { of: jobId, frame }: OutputRef,
  role: Role,
  context: OutputContext,
): Promise<string> {
  const { store, media } = context;
  const job = await store.get(jobId);
  const takesPicture = role !== 'video' && role !== 'audio';
  const [output] = mainOutputs(job.outputs);
  if (output === undefined) {
    throw inputError({
      code: 'NO_OUTPUT',
      message: `${jobId} has no output to take: its status is ${job.state}.`,
      next: callOf('get_job', { job_id: jobId }, 'says how it stands and what it made.'),
    });
  }
  const path = await fileOf(context, output);
  const isPicture = output.content_type.startsWith('image/');
  if (frame === null) {
    if (isPicture || !takesPicture) return path;
    throw inputError({
      code: 'NAME_A_FRAME',
      message: `${jobId} made a video, and ${role} takes a picture.`,
      next: `Name one of its frames: ${jobId}:last, ${jobId}:first, ${jobId}:3.5s or ${jobId}:-1.`,
    });
  }
  if (isPicture) {
    throw inputError({
      code: 'NO_FRAMES',
      message: `${jobId} made a picture: it has no frames.`,
      next: `Name it as ${jobId}.`,
    });
  }
  if (!takesPicture) {
    throw inputError({
      code: 'BAD_FRAMES',
      message: `${role} takes a whole file, not a frame.`,
      next: `Name it as ${jobId}.`,
    });
  }
  const { frames } = await media.frames({
    video: path,
    folder: inspectionFolderOf(path),
    ...choiceOf(frame),
  });
  return frames[0]?.path ?? path;
}

function choiceOf(frame: string): { seconds: number[] } | { indices: number[] } {
  if (frame.endsWith('s')) return { seconds: [Number(frame.slice(0, -1))] };
  return { indices: [frame === 'first' ? 0 : frame === 'last' ? -1 : Number(frame)] };
}
