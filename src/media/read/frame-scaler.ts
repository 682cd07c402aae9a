import * as av from 'node-av/constants';
import { avGetPixFmtName, FFmpegError, Frame, SoftwareScaleContext } from 'node-av/lib';
import type { Raster } from '../raster.ts';
import type { Size } from '../../util/size.ts';
import { isHdr, toneMap } from './tone-map.ts';

/** Pictures of any size and colour format, made into RGB bytes of one size. Runs in the worker. */
export class FrameScaler {
  readonly #context = new SoftwareScaleContext();
  readonly size: Size;

  constructor(size: Size) {
    this.size = size;
    this.#context.allocContext();
  }

  /** On neutral grey where the frame is clear; high dynamic range brought down to the usual one. */
  toRgb(frame: Frame): Buffer {
    const { colorTrc: transfer } = frame;
    if (isHdr(transfer)) return this.#toneMapped(frame, transfer);
    return hasAlpha(frame)
      ? onGrey(this.#scale(frame, av.AV_PIX_FMT_RGBA))
      : this.#scale(frame, av.AV_PIX_FMT_RGB24);
  }

  /** RGBA of a frame that may be clear in places, RGB of others. */
  toRaster(frame: Frame): Raster {
    return hasAlpha(frame)
      ? { ...this.size, channels: 4, data: this.#scale(frame, av.AV_PIX_FMT_RGBA) }
      : { ...this.size, channels: 3, data: this.toRgb(frame) };
  }

  #toneMapped(frame: Frame, transfer: number): Buffer {
    // Named as usual light, so that swscale leaves it as it is.
    frame.colorTrc = av.AVCOL_TRC_BT709;
    frame.colorPrimaries = av.AVCOL_PRI_BT709;
    return toneMap(this.#scale(frame, av.AV_PIX_FMT_RGB48LE), transfer);
  }

  #scale(frame: Frame, format: av.AVPixelFormat): Buffer {
    // A file that does not name its colours means BT.709 in high definition, BT.601 below.
    if (frame.colorSpace === av.AVCOL_SPC_UNSPECIFIED) {
      frame.colorSpace = frame.height >= 720 ? av.AVCOL_SPC_BT709 : av.AVCOL_SPC_SMPTE170M;
    }
    // Averaging keeps small things that wide steps would jump over.
    this.#context.setOption('sws_flags', frame.width > this.size.width ? 'area' : 'bicubic');
    return scaleFrame(this.#context, frame, { ...this.size, format });
  }

  close(): void {
    this.#context.freeContext();
  }
}

const ALPHA_FORMATS = /^(yuva|rgba|bgra|argb|abgr|gbrap|ya\d|ayuv|vuya|pal8)/;

function hasAlpha(frame: Frame): boolean {
  return ALPHA_FORMATS.test(avGetPixFmtName(frame.format as av.AVPixelFormat) ?? '');
}

function onGrey(rgba: Buffer): Buffer {
  const rgb = Buffer.alloc((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    const alpha = rgba[from + 3] ?? 255;
    for (let channel = 0; channel < 3; channel++) {
      rgb[to + channel] = Math.round(((rgba[from + channel] ?? 0) * alpha + 128 * (255 - alpha)) / 255);
    }
  }
  return rgb;
}

/** RGB bytes as the three planes of yuv420p, one after the other: BT.709, video range. Even sizes only. */
export function rgbToYuv420(rgb: Buffer, { width, height }: Size): Buffer {
  const context = new SoftwareScaleContext();
  context.allocContext();
  context.setOption('sws_flags', 'area+accurate_rnd+full_chroma_int');
  const frame = Frame.fromVideoBuffer(rgb, { width, height, format: av.AV_PIX_FMT_RGB24 });
  try {
    return scaleFrame(context, frame, { width, height, format: av.AV_PIX_FMT_YUV420P });
  } finally {
    frame.free();
    context.freeContext();
  }
}

function scaleFrame(
  context: SoftwareScaleContext,
  frame: Frame,
  { width, height, format }: Size & { format: av.AVPixelFormat },
): Buffer {
  const scaled = new Frame();
  scaled.alloc();
  try {
    scaled.width = width;
    scaled.height = height;
    scaled.format = format;
    if (format === av.AV_PIX_FMT_YUV420P) {
      scaled.colorSpace = av.AVCOL_SPC_BT709;
      scaled.colorRange = av.AVCOL_RANGE_MPEG;
    }
    FFmpegError.throwIfError(scaled.getBuffer(), 'making room for a picture');
    FFmpegError.throwIfError(context.scaleFrameSync(scaled, frame), 'scaling a picture');
    return scaled.toBuffer();
  } finally {
    scaled.free();
  }
}
