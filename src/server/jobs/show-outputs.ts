import { basename } from 'node:path';
import { asFalVideoError } from '../../errors.ts';
import { fileOf, mainOutputs } from '../../store/outputs.ts';
import type { Job, OutputFile } from '../../store/job.ts';
import { SMALL_COPY, SHEET, sheetOf, smallCopyOf } from '../../store/pictures-of.ts';
import type { Shown, ToolContext } from '../define-tool.ts';
import { within } from '../../util/within.ts';

type SheetContext = Pick<ToolContext, 'project' | 'media' | 'blobs' | 'clock'>;

export interface ShownOutputs {
  pictures: Shown[];
  /** By the path of the output, where its picture lies, relative to the project: some clients show no pictures. */
  files: Map<string, { contact_sheet?: string; small_copy?: string }>;
  /** Why an output has no picture, in words. */
  problems: string[];
}

/** The pictures that show a job's outputs, made once and beside them: contact sheets of videos, small copies of pictures. */
export async function showOutputs(
  context: SheetContext,
  job: Job,
  signal?: AbortSignal,
): Promise<ShownOutputs> {
  const shown: ShownOutputs = { pictures: [], files: new Map(), problems: [] };
  for (const output of mainOutputs(job.outputs).filter(hasPicture)) {
    try {
      const picture = await showOutput(context, job, output, signal);
      const path = context.project.paths.relative(picture.path);
      shown.pictures.push(picture);
      if (path !== output.path) {
        shown.files.set(output.path, isPicture(output) ? { small_copy: path } : { contact_sheet: path });
      }
    } catch (thrown) {
      // The output is paid and on the disk: that it cannot be pictured is a remark, not a failure.
      const what = isPicture(output) ? 'small copy' : 'contact sheet';
      shown.problems.push(`no ${what} of ${output.path}: ${asFalVideoError(thrown).message}`);
    }
  }
  return shown;
}

/** Sound, archives and models have nothing to look at. */
const hasPicture = ({ content_type }: OutputFile) => /^(?:video|image)\//.test(content_type);
const isPicture = ({ content_type }: OutputFile) => content_type.startsWith('image/');

/** Longer than a sheet takes, and short enough for the answer to come in time; the next call then finds it made. */
const SHEET_MS = 10_000;

async function showOutput(
  context: SheetContext,
  job: Job,
  output: OutputFile,
  signal?: AbortSignal,
): Promise<Shown> {
  const { media, blobs, clock } = context;
  const path = await fileOf(context, output);
  const model = job.plan.model_alias ?? job.plan.endpoint_id;
  const name = basename(path);
  if (isPicture(output) && (await isSmall(media, output, path))) {
    return { path, content_type: output.content_type, title: `${model}: ${name}` };
  }
  const [picture, title] = isPicture(output)
    ? [smallCopyOf(path), `${model}: ${name}, a small copy`]
    : [sheetOf(path), `${model}: frames of ${name}`];
  if ((await blobs.find({ path: picture })) === null) {
    const making: Promise<unknown> = isPicture(output)
      ? media.shrinkPicture({ picture: path, output: picture, ...SMALL_COPY })
      : media.contactSheet(path, picture, SHEET);
    if ((await within(clock, SHEET_MS, making, signal)) === null)
      throw new Error('it is not made yet; the next look at the job shows it');
  }
  return { path: picture, content_type: 'image/jpeg', title };
}

const SHOWN_AS_THEY_ARE = ['image/jpeg', 'image/png'];

async function isSmall(media: SheetContext['media'], output: OutputFile, path: string): Promise<boolean> {
  if (!SHOWN_AS_THEY_ARE.includes(output.content_type) || output.bytes > SMALL_COPY.maxBytes) return false;
  const { width, height } = await media.pictureInfo(path);
  return Math.max(width, height) <= SMALL_COPY.side;
}
