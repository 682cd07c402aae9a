import * as av from 'node-av/constants';
import { Codec, CodecContext, FFmpegError, FormatContext, Frame, Packet, type Stream } from 'node-av/lib';
import { type FalVideoError, inputError } from '../../errors.ts';
import { safeText } from '../../util/safe-text.ts';
import { declaredBytes } from './declared-bytes.ts';
import { readFileHead } from './file-head.ts';
import { describeHead, sniff } from '../../util/sniff.ts';

/** What is read here, as FFmpeg names it. A playlist could name other files and hosts, so nothing else ever is. */
const FORMATS = 'mov,matroska,webm,gif';
/** The same, as `sniff` names them. */
const READ_HERE = new Set(['mp4', 'mov', 'webm', 'mkv', 'gif']);

/** What the decoder does with a packet: show its picture, decode it for others only, or leave it out. */
export type PacketUse = 'show' | 'help' | 'skip';

/**
 * An open video file. Runs in the worker, and so may block. Both generators start at the beginning of the
 * file, and lend one packet or frame at a time: it is gone at the next step.
 */
export class VideoReader {
  readonly path: string;
  readonly container: string;
  readonly stream: Stream;
  readonly hasAudio: boolean;
  readonly #format: FormatContext;

  private constructor(path: string, container: string, format: FormatContext, stream: Stream) {
    this.path = path;
    this.container = container;
    this.stream = stream;
    this.hasAudio = format.findBestStream(av.AVMEDIA_TYPE_AUDIO) >= 0;
    this.#format = format;
  }

  /** Opens the file, gives it to `work` and closes it. Input errors, most of them `NOT_A_VIDEO`, say what was found. */
  static async use<T>(path: string, work: (reader: VideoReader) => T | Promise<T>): Promise<T> {
    const reader = await VideoReader.#open(path);
    try {
      return await work(reader);
    } finally {
      reader.#format.closeInputSync();
    }
  }

  static async #open(path: string): Promise<VideoReader> {
    const { bytes, head } = await readFileHead(path);
    if (bytes === 0) throw notAVideo(path, 'it is empty (0 bytes)');
    const seen = sniff(head);
    if (seen !== null && !READ_HERE.has(seen.format)) throw notAVideo(path, describeHead(head));
    const declared = await declaredBytes(path, head, seen?.format);
    if (declared !== null && bytes < declared) {
      throw notAVideo(path, `it is cut short: ${bytes} of ${declared} bytes are there`);
    }
    const format = new FormatContext();
    format.allocContext();
    format.setOption('format_whitelist', FORMATS);
    format.setOption('protocol_whitelist', 'file');
    // The prefix keeps names such as `concat:a|b` what they are: names.
    const opened = format.openInputSync(`file:${path}`);
    if (opened < 0) throw notAVideo(path, unopened(seen !== null, describeHead(head), opened));
    try {
      format.findStreamInfoSync();
      const stream = format.streams[format.findBestStream(av.AVMEDIA_TYPE_VIDEO)];
      if (stream === undefined) throw notAVideo(path, `${describeHead(head)}, but it ${streamless(format)}`);
      return new VideoReader(path, seen?.format ?? format.iformat?.name ?? 'unknown', format, stream);
    } catch (error) {
      format.closeInputSync();
      throw error;
    }
  }

  /** The compressed frames in file order. */
  *packets(): Generator<Packet> {
    this.#format.seekFrameSync(this.stream.index, 0n, av.AVSEEK_FLAG_BACKWARD);
    const packet = new Packet();
    packet.alloc();
    try {
      for (;;) {
        const code = this.#format.readFrameSync(packet);
        if (code === av.AVERROR_EOF) return;
        if (code < 0) throw notAVideo(this.path, `it breaks off in the middle (${reason(code)})`);
        if (packet.streamIndex === this.stream.index) yield packet;
        packet.unref();
      }
    } finally {
      packet.free();
    }
  }

  /**
   * The pictures in the order they are shown. A damaged packet loses its own pictures only. With `uses`, one for each
   * packet, at least the pictures of those to `show` come, each the same to the bit as when everything is decoded.
   */
  *frames(uses?: readonly PacketUse[]): Generator<Frame> {
    const decoder = this.#openDecoder();
    const frame = new Frame();
    frame.alloc();
    const last = uses?.findLastIndex((use) => use !== 'skip') ?? Infinity;
    let index = -1;
    let before: PacketUse = 'show';
    try {
      for (const packet of this.packets()) {
        index += 1;
        if (index > last) break;
        const use = uses?.[index] ?? 'show';
        if (use !== before) {
          if (use === 'skip') yield* finish(decoder, frame);
          else decoder.setOption('skip_frame', use === 'show' ? 'default' : 'noref');
          before = use;
        }
        if (use === 'skip') continue;
        decoder.sendPacketSync(packet);
        yield* drain(decoder, frame);
      }
      yield* finish(decoder, frame);
    } finally {
      frame.free();
      decoder.freeContext();
    }
  }

  #openDecoder(): CodecContext {
    const { codecpar } = this.stream;
    const codec = Codec.findDecoder(codecpar.codecId);
    if (codec === null) throw notAVideo(this.path, 'its codec is not known here');
    const decoder = new CodecContext();
    decoder.allocContext3(codec);
    decoder.parametersToContext(codecpar);
    decoder.pktTimebase = this.stream.timeBase;
    decoder.threadCount = 2;
    FFmpegError.throwIfError(decoder.open2Sync(codec), 'opening the decoder');
    return decoder;
  }
}

export function notAVideo(path: string, found: string): FalVideoError {
  return inputError({
    code: 'NOT_A_VIDEO',
    message: `${safeText(path)} is not a video that can be read: ${found}.`,
    next: 'Get the file again, or give the path of a whole MP4, MOV, WebM, MKV or GIF file.',
  });
}

/** What is still inside comes out; the decoder then can start at another key frame. */
function* finish(decoder: CodecContext, frame: Frame): Generator<Frame> {
  decoder.sendPacketSync(null);
  yield* drain(decoder, frame);
  decoder.flushBuffers();
}

function* drain(decoder: CodecContext, frame: Frame): Generator<Frame> {
  while (decoder.receiveFrameSync(frame) >= 0) {
    yield frame;
    frame.unref();
  }
}

function unopened(looksLikeVideo: boolean, startsLike: string, code: number): string {
  return looksLikeVideo ? `${startsLike}, but it is cut short or damaged (${reason(code)})` : startsLike;
}

function streamless(format: FormatContext): string {
  return format.findBestStream(av.AVMEDIA_TYPE_AUDIO) >= 0 ? 'holds sound only' : 'holds no pictures';
}

const reason = (code: number) => FFmpegError.strerror(code).toLowerCase();
