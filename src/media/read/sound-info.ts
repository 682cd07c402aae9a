import * as av from 'node-av/constants';
import { avGetCodecName, FFmpegError, FormatContext, Packet, type Stream } from 'node-av/lib';
import { type FalVideoError, inputError } from '../../errors.ts';
import { safeText } from '../../util/safe-text.ts';
import { describeHead, sniff } from '../../util/sniff.ts';
import { declaredBytes } from './declared-bytes.ts';
import { readFileHead } from './file-head.ts';
import type { SoundInfo } from '../types.ts';

/** What is read here, as FFmpeg names it, and as `sniff` does. As with videos, a playlist is never opened. */
const FORMATS = 'mp3,wav,ogg,flac,mov,matroska,webm';
const READ_HERE = new Set(['mp3', 'wav', 'ogg', 'flac', 'm4a', 'mp4', 'mov', 'webm', 'mkv']);

/** What a sound file holds, its length counted over every packet. `NOT_A_SOUND` says what was found instead. */
export async function soundInfo({ path }: { path: string }): Promise<SoundInfo> {
  const { bytes, head } = await readFileHead(path);
  if (bytes === 0) throw notASound(path, 'it is empty (0 bytes)');
  const seen = sniff(head);
  if (seen === null || !READ_HERE.has(seen.format)) throw notASound(path, describeHead(head));
  const declared =
    seen.format === 'wav' ? wavBytes(head) : await declaredBytes(path, head, boxesOf(seen.format));
  if (declared !== null && bytes < declared) {
    throw notASound(path, `it is cut short: ${bytes} of ${declared} bytes are there`);
  }
  return readStream(path, seen.format, describeHead(head));
}

/** An M4A file is made of the boxes of an MP4. */
const boxesOf = (format: string) => (format === 'm4a' ? 'mp4' : format);

/** RIFF: an id, the length of the rest, the content. Written by streams, the length may be missing. */
function wavBytes(head: Buffer): number | null {
  const rest = head.length < 8 ? 0 : head.readUInt32LE(4);
  return rest === 0 || rest === 0xffffffff ? null : rest + 8;
}

function readStream(path: string, container: string, startsLike: string): SoundInfo {
  const format = new FormatContext();
  format.allocContext();
  format.setOption('format_whitelist', FORMATS);
  format.setOption('protocol_whitelist', 'file');
  // The prefix keeps names such as `concat:a|b` what they are: names.
  const opened = format.openInputSync(`file:${path}`);
  if (opened < 0) throw notASound(path, `${startsLike}, but it is cut short or damaged`);
  try {
    format.findStreamInfoSync();
    const stream = format.streams[format.findBestStream(av.AVMEDIA_TYPE_AUDIO)];
    if (stream === undefined) throw notASound(path, `${startsLike}, but it holds no sound`);
    const seconds = secondsOf(format, stream);
    if (seconds === 0) throw notASound(path, `${startsLike}, but its sound has no length`);
    const codec = avGetCodecName(stream.codecpar.codecId) ?? 'unknown';
    return { kind: 'sound', container, codec, seconds };
  } finally {
    format.closeInputSync();
  }
}

/** To the millisecond. */
function secondsOf(format: FormatContext, stream: Stream): number {
  const packet = new Packet();
  packet.alloc();
  let ticks = 0n;
  try {
    for (;;) {
      const code = format.readFrameSync(packet);
      if (code === av.AVERROR_EOF) break;
      FFmpegError.throwIfError(code, 'reading a sound');
      if (packet.streamIndex === stream.index) ticks += packet.duration;
      packet.unref();
    }
  } finally {
    packet.free();
  }
  return Math.round(Number(ticks) * stream.timeBase.toDouble() * 1000) / 1000;
}

function notASound(path: string, found: string): FalVideoError {
  return inputError({
    code: 'NOT_A_SOUND',
    message: `${safeText(path)} is not a sound that can be used: ${found}.`,
    next: 'Give a whole MP3, WAV, M4A, Ogg or FLAC file.',
  });
}
