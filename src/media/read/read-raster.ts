import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { Raster } from '../raster.ts';
import { MAX_PICTURE_PIXELS, pictureInfo } from './picture-info.ts';

/** A picture as RGBA bytes, upright, at most `side` long. Larger ones are thinned out, so that hard pixels stay hard. */
export async function readRaster(path: string, side: number): Promise<Raster & { scale: number }> {
  const { width } = await pictureInfo(path);
  const { data, info } = await sharp(await readFile(path), { limitInputPixels: MAX_PICTURE_PIXELS })
    .autoOrient()
    .toColourspace('srgb')
    .ensureAlpha()
    .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true, kernel: 'nearest' })
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: 4, scale: info.width / width };
}

/** The raster as sharp takes it. */
export const rasterInput = ({ data, width, height, channels }: Raster) =>
  sharp(data, { raw: { width, height, channels: channels as 3 | 4 }, limitInputPixels: false });
