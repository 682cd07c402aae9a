import sharp, { type OutputInfo } from 'sharp';
import type { Raster } from '../raster.ts';

/** A JPEG of at most `maxBytes`: lower quality first, as long as a face can still be read; then fewer pixels. */
export async function encodeJpeg(
  { data, width, height }: Raster,
  maxBytes: number,
): Promise<{ data: Buffer; info: OutputInfo }> {
  let target = width;
  for (;;) {
    let bytes = 0;
    for (const quality of [85, 70, 55]) {
      const jpeg = await sharp(data, { raw: { width, height, channels: 3 } })
        .resize(target)
        .jpeg({ quality })
        .toBuffer({ resolveWithObject: true });
      if (jpeg.data.length <= maxBytes) return jpeg;
      bytes = jpeg.data.length;
    }
    target = Math.max(1, Math.floor(target * Math.min(0.9, Math.sqrt(maxBytes / bytes))));
  }
}
