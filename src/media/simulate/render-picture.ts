import sharp, { type Sharp } from 'sharp';
import { inputError } from '../../errors.ts';
import { writeAtomic } from '../../util/atomic-file.ts';
import { sha256 } from '../../util/hash.ts';
import { drawMark } from '../draw/mark.ts';
import { fitPicture } from './fit-picture.ts';
import { pictureInfo } from '../read/picture-info.ts';
import { sceneSvg } from './scene.ts';
import type { PictureInfo, PictureSpec } from '../types.ts';

/**
 * Makes a picture of exactly this size: a simple scene that follows from the words, or, where a picture is given,
 * that picture fitted in with its colours turned. The mark stands in the bottom right corner, as in clips.
 */
export async function renderPicture(spec: PictureSpec): Promise<PictureInfo> {
  checkSize(spec);
  const { width, height, output } = spec;
  const rgb = spec.picture === undefined ? await drawScene(spec) : await turnColours(spec, spec.picture);
  stampMark(rgb, spec);
  const picture = sharp(rgb, { raw: { width, height, channels: 3 } });
  await writeAtomic(output, await encoded(picture, spec.format).toBuffer());
  return pictureInfo(output);
}

const drawScene = ({ words, width, height }: PictureSpec): Promise<Buffer> =>
  sharp(Buffer.from(sceneSvg(words, { width, height })))
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer();

async function turnColours({ words, width, height }: PictureSpec, picture: string): Promise<Buffer> {
  const { rgb } = await fitPicture(picture, { width, height });
  // 40 to 320 degrees: never back to the colours that it had.
  const hue = 40 + (Number.parseInt(sha256(words).slice(0, 4), 16) % 281);
  return sharp(rgb, { raw: { width, height, channels: 3 } })
    .modulate({ hue })
    .raw()
    .toBuffer();
}

function stampMark(data: Buffer, { width, height, mark }: PictureSpec): void {
  if (mark !== '') drawMark({ data, width, height, channels: 3 }, mark);
}

function encoded(picture: Sharp, format: PictureSpec['format']): Sharp {
  if (format === 'png') return picture.png({ compressionLevel: 6 });
  return format === 'jpeg' ? picture.jpeg({ quality: 90 }) : picture.webp({ quality: 90 });
}

function checkSize({ width, height }: PictureSpec): void {
  if ([width, height].every((side) => Number.isInteger(side) && side >= 16 && side <= 8192)) return;
  throw inputError({
    code: 'BAD_PICTURE_SIZE',
    message: `A picture's width and height are whole numbers from 16 to 8192, not ${width}x${height}.`,
  });
}
