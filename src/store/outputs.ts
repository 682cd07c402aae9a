import { makes } from '../models/makes.ts';
import type { Models } from '../models/types.ts';
import type { Project } from '../project/index.ts';
import type { Blobs } from './blobs.ts';
import type { Job, OutputFile } from './job.ts';

/** What a task makes; the beginning of its content type. */
type Kind = 'video' | 'image' | 'audio' | 'other';

/** In the order in which one of them is taken for the output where nobody knows what the model makes. */
const BY_WORTH: readonly Kind[] = ['video', 'image', 'audio', 'other'];

/** What the model makes; `null` also for an endpoint that nobody here knows. */
export function kindMade(
  { plan }: Pick<Job, 'plan'>,
  models: Pick<Models, 'get' | 'schemas'>,
): 'video' | 'image' | null {
  try {
    return makes(plan.endpoint_id, models);
  } catch {
    return null;
  }
}

/**
 * Which of the files is what the task asked for, and which came beside it: a thumbnail, a cache, frames in an
 * archive. Where nothing of the asked kind came, the best of what there is stands for it.
 */
export function withRoles(files: readonly OutputFile[], made: Kind | null): OutputFile[] {
  const kinds = made === null ? BY_WORTH : [made, ...BY_WORTH];
  const kind = kinds.find((one) => files.some((file) => kindOf(file) === one));
  const fit = files.filter((file) => kindOf(file) === kind);
  const named = fit.filter(({ path }) => /(^|\/)output-\d+\.\w+$/.test(path));
  const main = new Set(named.length > 0 ? named : fit);
  return files
    .map((file): OutputFile => ({ ...file, role: main.has(file) ? 'main' : 'side' }))
    .toSorted((a, b) => byNumber.compare(rankOf(a), rankOf(b)));
}

/** What was asked for comes first; a file that came late keeps its place. */
const rankOf = ({ role, path }: OutputFile) => `${role} ${path}`;
const byNumber = new Intl.Collator('en', { numeric: true });

/** Said where a model that makes videos, or pictures, sent none; `null` where it did. */
export function remarkOnKinds(files: readonly OutputFile[], made: 'video' | 'image' | null): string | null {
  if (made === null || files.length === 0 || files.some((file) => kindOf(file) === made)) return null;
  const came = [...new Set(files.map(kindOf))].map((kind) => WORDS[kind]).join(' and ');
  return `No ${WORDS[made]} came: the result holds ${came} alone.`;
}

const WORDS: Record<Kind, string> = {
  video: 'video',
  image: 'picture',
  audio: 'sound',
  other: 'other files',
};

function kindOf({ content_type }: OutputFile): Kind {
  const kind = content_type.split('/', 1)[0];
  return kind === 'video' || kind === 'image' || kind === 'audio' ? kind : 'other';
}

/** The outputs that the task asked for; what came beside them is left out. */
export const mainOutputs = (outputs: readonly OutputFile[]) => outputs.filter(({ role }) => role !== 'side');

/** The clip of a job that made one. */
export const videoOf = ({ outputs }: Pick<Job, 'outputs'>) =>
  mainOutputs(outputs).find(({ video }) => video !== null);

/** Where the file of a record lies on this machine; where it should lie if it is gone, so that whoever opens it says so. */
export async function fileOf(
  { project, blobs }: { project: Pick<Project, 'paths'>; blobs: Pick<Blobs, 'find'> },
  file: Pick<OutputFile, 'path' | 'sha256'>,
): Promise<string> {
  const path = project.paths.absolute(file.path);
  return (await blobs.find({ path, sha256: file.sha256 })) ?? path;
}
