import { access, rename, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { asFalVideoError } from '../errors.ts';
import type { Job, OutputFile } from '../jobs/types.ts';
import { newId } from '../util/ids.ts';
import type { Shown, ToolContext } from './define-tool.ts';
import { within } from './within.ts';

type SheetContext = Pick<ToolContext, 'project' | 'media' | 'clock'>;

export interface ShownOutputs {
  pictures: Shown[];
  /** Why an output has no picture, in words. */
  problems: string[];
}

/** The pictures that show a job's outputs: of each video a contact sheet beside it, made once; pictures themselves. */
export async function showOutputs(context: SheetContext, job: Job): Promise<ShownOutputs> {
  const shown: ShownOutputs = { pictures: [], problems: [] };
  for (const output of job.outputs) {
    try {
      shown.pictures.push(await showOutput(context, job, output));
    } catch (thrown) {
      // The video is paid and on the disk: that it cannot be pictured is a remark, not a failure.
      shown.problems.push(`no contact sheet of ${output.path}: ${asFalVideoError(thrown).message}`);
    }
  }
  return shown;
}

/** Longer than a sheet takes, and short enough for the answer to come in time; the next call then finds it made. */
const SHEET_MS = 10_000;

async function showOutput(
  { project, media, clock }: SheetContext,
  job: Job,
  output: OutputFile,
): Promise<Shown> {
  const path = project.places.absolute(output.path);
  const model = job.plan.model_alias ?? job.plan.endpoint_id;
  if (output.content_type.startsWith('image/')) {
    return { path, content_type: output.content_type, title: `${model}: ${basename(path)}` };
  }
  const sheet = `${path.replace(/\.\w+$/, '')}-sheet.jpg`;
  if ((await within(clock, SHEET_MS, makeOnce(media, path, sheet))) === null) {
    throw new Error('it takes longer than usual; get_job shows it when it is made');
  }
  return { path: sheet, content_type: 'image/jpeg', title: `${model}: frames of ${basename(path)}` };
}

/** Made under a name of its own and renamed: several processes may show the same job at once. */
async function makeOnce(media: SheetContext['media'], video: string, sheet: string): Promise<true> {
  if (await exists(sheet)) return true;
  const making = `${sheet.replace(/\.jpg$/, '')}.${newId('part')}.jpg`;
  try {
    await media.contactSheet(video, making, { maxBytes: 600_000 });
    await rename(making, sheet);
  } finally {
    await rm(making, { force: true });
  }
  return true;
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
