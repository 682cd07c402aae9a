import * as av from 'node-av/constants';
import {
  type CodecContext,
  FFmpegError,
  FormatContext,
  Frame,
  Packet,
  type Rational,
  type Stream,
} from 'node-av/lib';
import { makeWhole } from '../../util/atomic-file.ts';
import { h264Encoder } from './h264-encoder.ts';
import type { Size } from '../../util/size.ts';
import { soundEncoder, tone } from './tone.ts';

export interface Mp4Format extends Size {
  rate: Rational;
  audio: boolean;
}

interface Track {
  encoder: CodecContext;
  stream: Stream;
}

/**
 * An MP4 that any player opens: H.264, yuv420p, BT.709, the index at the front; with audio, a quiet and even tone.
 * Runs in the worker, and so may block.
 */
export class Mp4Writer {
  readonly #format: Mp4Format;
  readonly #file = new FormatContext();
  readonly #packet = new Packet();
  readonly #tracks: Track[] = [];
  #pictures = 0;
  #samples = 0;

  /** Calls `draw`, which adds the frames. The file has a temporary name until it is whole. */
  static async write(path: string, format: Mp4Format, draw: (writer: Mp4Writer) => void): Promise<void> {
    await makeWhole(path, (making) => new Mp4Writer(format).#write(making, draw));
  }

  private constructor(format: Mp4Format) {
    this.#format = format;
    this.#packet.alloc();
  }

  /** The next frame: the three planes of yuv420p, one after the other. */
  add(yuv: Buffer): void {
    const { width, height, rate } = this.#format;
    const pixels = { width, height, format: av.AV_PIX_FMT_YUV420P };
    const time = { pts: BigInt(this.#pictures), timeBase: rate.inv() };
    this.#encode(0, Frame.fromVideoBuffer(yuv, { ...pixels, ...time }));
    this.#pictures += 1;
    if (this.#format.audio) this.#addSound(1024);
  }

  #write(path: string, draw: (writer: Mp4Writer) => void): void {
    try {
      this.#open(path);
      draw(this);
      this.#finish();
    } finally {
      this.#close();
    }
  }

  #open(path: string): void {
    const { rate, audio } = this.#format;
    check(this.#file.allocOutputContext2(null, 'mp4', path), 'preparing the file');
    check(this.#file.openOutputSync(), `opening ${path}`);
    check(this.#file.setOption('movflags', '+faststart'), 'choosing where the index goes');
    this.#addTrack(h264Encoder(this.#format)).avgFrameRate = rate;
    if (audio) this.#addTrack(soundEncoder());
    check(this.#file.writeHeaderSync(), 'writing the head of the file');
  }

  #addTrack(encoder: CodecContext): Stream {
    const stream = this.#file.newStream();
    this.#tracks.push({ encoder, stream });
    stream.timeBase = encoder.timeBase;
    check(stream.codecpar.fromContext(encoder), 'describing a track');
    return stream;
  }

  /** Keeps the sound level with the pictures, in blocks of the encoder's size; the last one may be shorter. */
  #addSound(least: number): void {
    const end = Math.round((this.#pictures / this.#format.rate.toDouble()) * tone.sampleRate);
    while (end - this.#samples >= least) {
      const samples = Math.min(1024, end - this.#samples);
      this.#encode(1, tone.frame(this.#samples, samples));
      this.#samples += samples;
    }
  }

  #finish(): void {
    if (this.#format.audio) this.#addSound(1);
    for (const track of this.#tracks.keys()) this.#encode(track, null);
    check(this.#file.writeTrailerSync(), 'finishing the file');
  }

  /** Takes the frame over; `null` ends the track. */
  #encode(index: number, frame: Frame | null): void {
    const track = this.#tracks[index];
    if (track === undefined) return;
    const { encoder, stream } = track;
    check(encoder.sendFrameSync(frame), 'encoding a frame');
    frame?.free();
    for (;;) {
      const code = encoder.receivePacketSync(this.#packet);
      if (code === av.AVERROR_EAGAIN || code === av.AVERROR_EOF) return;
      check(code, 'encoding a frame');
      this.#packet.streamIndex = index;
      this.#packet.rescaleTs(encoder.timeBase, stream.timeBase);
      check(this.#file.interleavedWriteFrameSync(this.#packet), 'writing a frame');
    }
  }

  #close(): void {
    this.#file.closeOutputSync();
    this.#file.freeContext();
    for (const { encoder } of this.#tracks) encoder.freeContext();
    this.#packet.free();
  }
}

function check(code: number, doing: string): void {
  FFmpegError.throwIfError(code, doing);
}
