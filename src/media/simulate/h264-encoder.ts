import * as av from 'node-av/constants';
import { Codec, CodecContext, FFmpegError, type Rational } from 'node-av/lib';
import type { Size } from '../../util/size.ts';

/** Made for clips that must be true to their picture, small and quick: not for the last percent of size. */
export function h264Encoder({ width, height, rate }: Size & { rate: Rational }): CodecContext {
  const codec = Codec.findEncoderByName(av.FF_ENCODER_LIBX264);
  const encoder = new CodecContext();
  encoder.allocContext3(codec);
  encoder.width = width;
  encoder.height = height;
  encoder.pixelFormat = av.AV_PIX_FMT_YUV420P;
  encoder.timeBase = rate.inv();
  encoder.framerate = rate;
  encoder.colorRange = av.AVCOL_RANGE_MPEG;
  encoder.colorSpace = av.AVCOL_SPC_BT709;
  encoder.colorPrimaries = av.AVCOL_PRI_BT709;
  encoder.colorTrc = av.AVCOL_TRC_BT709;
  // One thread, so that the bytes do not depend on how many cores a machine has.
  encoder.threadCount = 1;
  encoder.setFlags(av.AV_CODEC_FLAG_GLOBAL_HEADER, av.AV_CODEC_FLAG_BITEXACT);
  // Not as a Dictionary of open2: with node-av 6.1.1 the process then dies of a damaged heap when it ends.
  encoder.setOption('preset', 'veryfast');
  encoder.setOption('crf', 16);
  FFmpegError.throwIfError(encoder.open2Sync(codec), 'opening the H.264 encoder');
  return encoder;
}
