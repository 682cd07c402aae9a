import { callOf } from '../../next-step.ts';
import { join, parse, sep } from 'node:path';
import { inputError } from '../../errors.ts';
import { fileOf, mainOutputs } from '../../store/outputs.ts';
import { inspectionFolderOf } from '../../store/pictures-of.ts';
import { inputFile } from '../../project/input-file.ts';
import { sha256OfFile } from '../../util/hash.ts';
import type { ToolContext } from '../define-tool.ts';

/** A video that is looked at, and where what is made of it goes. */
export interface InspectedVideo {
  path: string;
  sha256: string;
  job_id: string | null;
  /** The picture that it was made from, where that is a file of the project. */
  picture: string | null;
  simulated: boolean;
  /** Made by us, beside the video or in the project's media folder: nothing of the user's lies in it. */
  folder: string;
}

/** Finds what a job_id or a path means. A path is held to the project and its input folders, like every input. */
export async function inspectedVideo(
  context: ToolContext,
  video: string,
  output = 1,
): Promise<InspectedVideo> {
  return /^job_[a-z0-9]+$/.test(video)
    ? await videoOfJob(context, video, output)
    : await videoAt(context, video);
}

async function videoOfJob(context: ToolContext, jobId: string, output: number): Promise<InspectedVideo> {
  const { jobs, project, blobs } = context;
  const job = await jobs.get(jobId);
  const videos = mainOutputs(job.outputs).filter(({ content_type }) => content_type.startsWith('video/'));
  const chosen = videos[output - 1];
  if (chosen === undefined) throw noVideo(jobId, job.state, videos.length);
  const path = await fileOf(context, chosen);
  const input = job.plan.inputs.find(({ role, path: file }) => role === 'first_frame' && file !== null);
  return {
    path,
    // What lies there now, which somebody may have changed.
    sha256: await sha256OfFile(path).catch(() => chosen.sha256),
    job_id: jobId,
    // One that was moved away since is nothing to compare with.
    picture: input?.path == null ? null : await blobs.find({ path: project.paths.absolute(input.path) }),
    simulated: job.simulated,
    folder: inspectionFolderOf(path),
  };
}

async function videoAt({ project }: ToolContext, given: string): Promise<InspectedVideo> {
  const { path, sha256 } = await inputFile(given, project.root, project.config.input_roots);
  const isOurs = path.startsWith(join(project.root, 'experiments') + sep);
  return {
    path,
    sha256,
    job_id: null,
    picture: null,
    simulated: isSimulated(project.root, path),
    folder: isOurs
      ? inspectionFolderOf(path)
      : join(project.paths.fal, 'media', `${safeName(parse(path).name)}-${sha256.slice(0, 8)}`),
  };
}

/** Whether a file of the project was made by the simulator. */
export function isSimulated(root: string, path: string): boolean {
  return path.startsWith(join(root, 'experiments', 'simulated') + sep);
}

/** What the simulator writes into its pictures and clips. */
export const SIMULATED_MARK = 'SIMULATED';

export const safeName = (name: string) => name.replaceAll(/[^\w.-]+/g, '-').slice(0, 60);

function noVideo(jobId: string, state: string, videos: number) {
  return inputError({
    code: 'NO_VIDEO',
    message:
      videos === 0
        ? `${jobId} has no video: its status is ${state}.`
        : `${jobId} has ${videos} video${videos === 1 ? '' : 's'}; choose output 1${videos === 1 ? '' : ` to ${videos}`}.`,
    next: callOf('get_job', { job_id: jobId }, 'says how it stands and what it made.'),
  });
}
