import sharp from 'sharp';
import type { PictureInfo } from '../file-info.ts';
import type { Raster } from '../raster.ts';
import { MAX_PICTURE_PIXELS, pictureInfo } from './picture-info.ts';

/** A picture as pixels, with what is known of its file. */
export interface PictureRaster extends Raster {
  /** How large it is beside the picture as shown: 1 or less. */
  scale: number;
  info: PictureInfo;
}

/** A picture as RGBA bytes, upright, at most `side` long. Larger ones are thinned out, so that hard pixels stay hard. */
export async function readRaster(path: string, side: number): Promise<PictureRaster> {
  let raster: Raster = { data: new Uint8Array(), width: 0, height: 0, channels: 4 };
  const info = await pictureInfo(path, async (bytes) => {
    const { data, info: size } = await sharp(bytes, { limitInputPixels: MAX_PICTURE_PIXELS, failOn: 'error' })
      .autoOrient()
      .toColourspace('srgb')
      .ensureAlpha()
      .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true, kernel: 'nearest' })
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    raster = { data, width: size.width, height: size.height, channels: 4 };
    return { isTransparent: hasClearPixel(data) };
  });
  return { ...raster, scale: raster.width / info.width, info };
}

function hasClearPixel(rgba: Uint8Array): boolean {
  for (let at = 3; at < rgba.length; at += 4) if (rgba[at] !== 255) return true;
  return false;
}

/** The raster as sharp takes it. */
export const rasterInput = ({ data, width, height, channels }: Raster) =>
  sharp(data, { raw: { width, height, channels: channels as 3 | 4 }, limitInputPixels: false });
