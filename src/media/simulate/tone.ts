import * as av from 'node-av/constants';
import { Codec, CodecContext, FFmpegError, Frame, Rational } from 'node-av/lib';

const SAMPLE_RATE = 44_100;
const HERTZ = 220;
/** Quiet enough to be left running. */
const LOUDNESS = 0.03;

export const tone = {
  sampleRate: SAMPLE_RATE,

  /** Samples of an endless sine, from sample number `from`; one channel. */
  frame(from: number, samples: number): Frame {
    const wave = Float32Array.from(
      { length: samples },
      (_, index) => LOUDNESS * Math.sin((2 * Math.PI * HERTZ * (from + index)) / SAMPLE_RATE),
    );
    return Frame.fromAudioBuffer(Buffer.from(wave.buffer), {
      nbSamples: samples,
      format: av.AV_SAMPLE_FMT_FLTP,
      sampleRate: SAMPLE_RATE,
      channelLayout: av.AV_CHANNEL_LAYOUT_MONO,
      pts: BigInt(from),
      timeBase: new Rational(1, SAMPLE_RATE),
    });
  },
};

export function soundEncoder(): CodecContext {
  const codec = Codec.findEncoderByName(av.FF_ENCODER_AAC);
  const encoder = new CodecContext();
  encoder.allocContext3(codec);
  encoder.sampleRate = SAMPLE_RATE;
  encoder.sampleFormat = av.AV_SAMPLE_FMT_FLTP;
  encoder.channelLayout = av.AV_CHANNEL_LAYOUT_MONO;
  encoder.timeBase = new Rational(1, SAMPLE_RATE);
  encoder.bitRate = 64_000n;
  encoder.setFlags(av.AV_CODEC_FLAG_GLOBAL_HEADER, av.AV_CODEC_FLAG_BITEXACT);
  FFmpegError.throwIfError(encoder.open2Sync(codec), 'opening the AAC encoder');
  return encoder;
}
