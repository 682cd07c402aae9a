import type { ClipMeasures } from '../../media/measure-types.ts';
import type { Media } from '../../media/types.ts';

/** The measures of a clip, held against the picture that it was made from; `null` where there are none. */
export async function measuresOf(
  _media: Media,
  _video: string,
  _picture: string | null,
): Promise<ClipMeasures | null> {
  return null;
}
