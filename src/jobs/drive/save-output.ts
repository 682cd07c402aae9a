import { serviceError } from '../../errors.ts';
import { mediaTypeOf, SNIFF_BYTES } from '../../fal/files/media-type.ts';
import { writeAtomic } from '../../util/atomic-file.ts';
import { sha256 } from '../../util/canonical-json.ts';
import type { OutputFile } from '../types.ts';
import type { Workbench } from '../workbench.ts';

/** More than any clip that fal makes today; an endless answer ends here. */
const MAX_OUTPUT_BYTES = 2_000_000_000;

/** Downloads one output to `destination` + the extension of what it really is. */
export async function saveOutput(
  bench: Workbench,
  url: string,
  destination: string,
  signal: AbortSignal,
): Promise<OutputFile> {
  const relative = (path: string) => bench.project.places.relative(path);
  if (url.startsWith('data:')) {
    const file = await saveDataUri(url, destination);
    return { ...file, path: relative(file.path), url: 'data:', video: await videoFacts(bench, file) };
  }
  const file = await bench.fal.download({ url, destination, maxBytes: MAX_OUTPUT_BYTES, signal });
  return { ...file, path: relative(file.path), url, video: await videoFacts(bench, file) };
}

/** A file that no decoder takes is kept all the same: it was paid for, and a person may mend it. */
async function videoFacts(
  bench: Workbench,
  file: { path: string; content_type: string },
): Promise<OutputFile['video']> {
  if (!file.content_type.startsWith('video/')) return null;
  const info = await bench.media.probe(file.path).catch(() => null);
  if (info === null) return null;
  const { width, height, fps, seconds, frames, has_audio } = info;
  return { width, height, fps, seconds, frames, has_audio };
}

/** Models with `sync_mode` answer with the bytes themselves. */
async function saveDataUri(uri: string, destination: string) {
  const bytes = Buffer.from(/^data:[^,]*;base64,(.+)$/s.exec(uri)?.[1] ?? '', 'base64');
  const type = mediaTypeOf(bytes.subarray(0, SNIFF_BYTES));
  if (type === null) {
    throw serviceError({
      code: 'BAD_OUTPUT',
      message: `fal sent an output inside the answer that is not a known kind of media: ${uri.slice(0, 40)}`,
      next: 'Look at final.json in the job folder.',
      temporary: false,
    });
  }
  const path = destination + type.extension;
  await writeAtomic(path, bytes);
  return { path, bytes: bytes.length, content_type: type.content_type, sha256: sha256(bytes) };
}
