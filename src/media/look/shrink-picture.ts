import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { writeAtomic } from '../../util/atomic-file.ts';
import { MAX_PICTURE_PIXELS, pictureInfo } from '../read/picture-info.ts';
import type { PictureInfo, ShrinkSpec } from '../types.ts';

/** Writes a small copy of a picture as a JPEG: at most `side` long and `maxBytes` large, on grey where it is clear. */
export async function shrinkPicture({ picture, output, side, maxBytes }: ShrinkSpec): Promise<PictureInfo> {
  await pictureInfo(picture);
  const bytes = await readFile(picture);
  for (let longest = side; ; longest = Math.floor(longest * 0.8)) {
    for (const quality of [88, 75, 60]) {
      const jpeg = await sharp(bytes, { limitInputPixels: MAX_PICTURE_PIXELS })
        .autoOrient()
        .flatten({ background: '#808080' })
        .resize({ width: longest, height: longest, fit: 'inside', withoutEnlargement: true })
        .jpeg({ quality })
        .toBuffer();
      // A few pixels cannot be made any smaller.
      if (jpeg.length > maxBytes && longest > 16) continue;
      await writeAtomic(output, jpeg, { unlocked: true });
      return pictureInfo(output);
    }
  }
}
