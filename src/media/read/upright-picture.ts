import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { UprightPicture } from '../file-info.ts';
import { MAX_PICTURE_PIXELS } from './picture-info.ts';

/**
 * A picture turned as its EXIF says, and without EXIF: models differ in whether they heed it. A JPEG stays one, at a quality
 * whose loss nobody sees; what else there is becomes a PNG, which loses nothing. Colours are those of the screen, sRGB.
 */
export async function uprightPicture(path: string): Promise<UprightPicture> {
  const stored = await readFile(path);
  const upright = sharp(stored, { limitInputPixels: MAX_PICTURE_PIXELS }).autoOrient();
  const { format } = await sharp(stored, { limitInputPixels: MAX_PICTURE_PIXELS }).metadata();
  return format === 'jpeg'
    ? {
        data: await upright.jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer(),
        content_type: 'image/jpeg',
      }
    : { data: await upright.png().toBuffer(), content_type: 'image/png' };
}
