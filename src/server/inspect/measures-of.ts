import type { ClipMeasures } from '../../media/measure-types.ts';
import type { Media } from '../../media/types.ts';

/** The measures of a clip, held against the picture that it was made from. */
export async function measuresOf(media: Media, video: string, picture: string | null): Promise<ClipMeasures> {
  return await media.measureClip(video, picture === null ? {} : { picture });
}
