import { join } from 'node:path';
import { inputError } from '../../errors.ts';
import type { Media } from '../../media/types.ts';
import type { ProjectPaths } from '../../project/project-paths.ts';
import { sha256 as hashOf } from '../../util/hash.ts';
import type { Blobs } from '../../store/blobs.ts';
import type { InputRecord, SentAs } from '../../store/job.ts';

/** What is known of copies that were made before, by the hash of the file: a plan asks for the same one many times. */
const known = new Map<string, SentAs>();

/** What an upright copy of the file is like. It is made in memory: an estimate leaves nothing in the project. */
export async function uprightCopy(
  path: string,
  sha256: string,
  media: Pick<Media, 'uprightPicture'>,
): Promise<SentAs> {
  const before = known.get(sha256);
  if (before !== undefined) return before;
  const { data, content_type } = await media.uprightPicture(path);
  const copy: SentAs = { why: 'turned upright', sha256: hashOf(data), bytes: data.length, content_type };
  known.set(sha256, copy);
  return copy;
}

/** The file that goes up for an input: the user's own, or the copy that the record promises, made beside the jobs. */
export async function fileToSend(
  { path, sha256, sent_as }: Pick<InputRecord, 'path' | 'sha256' | 'sent_as'>,
  absolute: string,
  { media, blobs, paths }: { media: Pick<Media, 'uprightPicture'>; blobs: Blobs; paths: ProjectPaths },
): Promise<string> {
  if (sent_as === undefined) return absolute;
  const { data } = await media.uprightPicture(absolute);
  if (hashOf(data) !== sent_as.sha256) {
    throw inputError({
      code: 'INPUT_CHANGED',
      message: `The upright copy of ${path} is not the one that was planned: the program has changed since.`,
      next: 'Start the job again; nothing was sent.',
    });
  }
  const ending = sent_as.content_type === 'image/jpeg' ? 'jpg' : 'png';
  const copy = join(paths.fal, 'media', 'upright', `${(sha256 ?? '').slice(0, 16)}.${ending}`);
  await blobs.write(copy, data, { unclaimed: true });
  return copy;
}

/**
 * How a local file stands in the arguments until it is uploaded: by its bytes, and by what is done with them, so that a
 * quote and a cell are bound to both. The bytes of a copy may differ between versions of the program; what it shows does not.
 */
export const placeholderOf = ({ sha256, sent_as, from }: Pick<InputRecord, 'sha256' | 'sent_as' | 'from'>) =>
  sha256 === null && from !== undefined
    ? from
    : `file:${sha256 ?? ''}${sent_as === undefined ? '' : ':upright'}`;
