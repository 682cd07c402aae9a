import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { FalVideoError, inputError } from '../../errors.ts';
import { safeText } from '../../util/safe-text.ts';
import { readFileHead } from './file-head.ts';
import { describeHead, sniff } from '../../util/sniff.ts';
import type { PictureInfo } from '../types.ts';

export const MAX_PICTURE_BYTES = 50_000_000;
/** 100 megapixels: above any camera picture, below what would strain the memory. */
export const MAX_PICTURE_PIXELS = 100_000_000;

const FORMATS: readonly PictureInfo['format'][] = ['png', 'jpeg', 'webp', 'gif', 'avif'];

/** Decodes every pixel of a picture, and says whether one lets through what is behind it. Throws for one cut short. */
type Decode = (data: Buffer) => Promise<{ isTransparent: boolean }>;

/**
 * Format, size as shown (turned as its EXIF says) and bytes of a local picture. Every pixel is decoded once, by `decode`,
 * so that a picture cut short is found before it is paid for. Input errors for what is not a whole picture.
 */
export async function pictureInfo(path: string, decode: Decode = toOnePixel): Promise<PictureInfo> {
  const { bytes, head } = await readFileHead(path);
  if (bytes === 0) throw notAPicture(path, 'it is empty (0 bytes)');
  if (bytes > MAX_PICTURE_BYTES) {
    throw tooLarge(path, `${bytes} bytes, and at most ${MAX_PICTURE_BYTES} are read`);
  }
  const format = FORMATS.find((known) => known === sniff(head)?.format);
  if (format === undefined) throw notAPicture(path, describeHead(head));
  const inspected = await inspect(path, await readFile(path), decode, describeHead(head));
  return { kind: 'picture', format, ...inspected, bytes, content_type: `image/${format}` };
}

// From bytes, not from the path: libvips remembers what it read under a path.
async function inspect(path: string, data: Buffer, decode: Decode, startsLike: string) {
  try {
    const {
      autoOrient,
      hasAlpha,
      pages = 1,
      orientation = 1,
      space,
    } = await sharp(data, { limitInputPixels: false }).metadata();
    const pixels = autoOrient.width * autoOrient.height;
    if (pixels > MAX_PICTURE_PIXELS) {
      throw tooLarge(
        path,
        `${autoOrient.width}x${autoOrient.height} pixels, and at most ${MAX_PICTURE_PIXELS} are read`,
      );
    }
    const { isTransparent } = await decode(data);
    return {
      ...autoOrient,
      has_alpha: hasAlpha,
      transparent: hasAlpha && isTransparent,
      frames: pages,
      orientation,
      cmyk: space === 'cmyk',
    };
  } catch (error) {
    if (error instanceof FalVideoError) throw error;
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw notAPicture(path, `${startsLike}, but it is cut short or damaged (${safeText(reason, 120)})`);
  }
}

/** The last byte of the mean of all pixels is its alpha, where there is any. */
async function toOnePixel(data: Buffer) {
  const mean = await sharp(data, {
    limitInputPixels: MAX_PICTURE_PIXELS,
    failOn: 'error',
    sequentialRead: true,
  })
    .resize(1, 1, { fit: 'fill', kernel: 'linear' })
    .raw()
    .toBuffer();
  return { isTransparent: (mean.at(-1) ?? 255) < 255 };
}

function notAPicture(path: string, found: string): FalVideoError {
  return inputError({
    code: 'NOT_A_PICTURE',
    message: `${safeText(path)} is not a picture that can be used: ${found}.`,
    next: 'Give a whole PNG, JPEG, WebP, GIF or AVIF file.',
  });
}

function tooLarge(path: string, found: string): FalVideoError {
  return inputError({
    code: 'PICTURE_TOO_LARGE',
    message: `${safeText(path)} is too large: ${found}.`,
    next: 'Save a smaller copy; video models work at 1080p or less.',
  });
}
