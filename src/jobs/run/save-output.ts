import { open } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { serviceError } from '../../errors.ts';
import { fileTypeOf, SNIFF_BYTES } from '../../fal/files/file-type.ts';
import type { DownloadedFile, Reading } from '../../fal/types.ts';
import { sha256OfFile } from '../../util/hash.ts';
import type { MissingFile, OutputFile } from '../../store/job.ts';
import { fileUrl, type JobContext } from '../../store/job-context.ts';
import { embeddedNumber } from './result-files.ts';

/** More than any clip that fal makes today; an endless answer ends here. */
const MAX_OUTPUT_BYTES = 2_000_000_000;

/** Where the bytes lie that stood in the answer, until they get their name. */
export const embeddedFile = (folder: string, number: number) => join(folder, `embedded-${number}.part`);

/** Brings one file of a result into the job's folder, named by what it really is. */
export async function saveOutput(
  context: JobContext,
  { name, url, content_type }: MissingFile,
  folder: string,
  reading: Reading,
): Promise<OutputFile> {
  const destination = join(folder, name);
  const request = {
    url: fileUrl(context, url),
    content_type,
    destination,
    maxBytes: MAX_OUTPUT_BYTES,
    ...reading,
  };
  const number = embeddedNumber(url);
  const file =
    number === null
      ? await kept(context, await context.fal.download(request))
      : await fromAnswer(context, embeddedFile(folder, number), content_type, destination);
  const path = context.project.paths.relative(file.path);
  return { ...file, path, url, video: await videoFacts(context, file) };
}

async function kept({ blobs }: JobContext, file: DownloadedFile): Promise<DownloadedFile> {
  await blobs.keep(file.path, file);
  return file;
}

/** A file that no decoder takes is kept all the same: it was paid for, and a person may fix it. */
async function videoFacts(
  context: JobContext,
  file: { path: string; content_type: string },
): Promise<OutputFile['video']> {
  if (!file.content_type.startsWith('video/')) return null;
  const info = await context.media.probe(file.path).catch(() => null);
  if (info === null) return null;
  const { width, height, fps, seconds, frames, has_audio } = info;
  return { width, height, fps, seconds, frames, has_audio };
}

/** Models with `sync_mode` answer with the bytes themselves, in base64 or, an SVG, as text: they were lifted from there. */
async function fromAnswer(
  { blobs }: JobContext,
  part: string,
  content_type: string | null,
  destination: string,
) {
  const { head, bytes } = await beginningOf(part);
  const type = fileTypeOf(head, { name: '', content_type });
  if (type === null) {
    throw serviceError({
      code: 'BAD_OUTPUT',
      message: `fal sent a file inside the answer that is none: ${basename(part)}, ${bytes} bytes.`,
      next: 'Look at final.json in the job folder.',
      temporary: false,
    });
  }
  const path = destination + type.extension;
  const sha256 = await sha256OfFile(part);
  await blobs.keep(part, { path, sha256 });
  return { path, bytes, content_type: type.content_type, sha256 };
}

async function beginningOf(path: string): Promise<{ head: Buffer; bytes: number }> {
  const file = await open(path, 'r').catch(() => null);
  if (file === null) throw notThere();
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SNIFF_BYTES), 0, SNIFF_BYTES, 0);
    return { head: buffer.subarray(0, bytesRead), bytes: (await file.stat()).size };
  } finally {
    await file.close();
  }
}

const notThere = () =>
  serviceError({
    code: 'EMBEDDED_GONE',
    message: 'The file stood in the answer itself, and its copy in the job folder is gone.',
    next: 'The next look at the job reads the result again, while fal keeps it.',
    temporary: false,
  });
