import * as av from 'node-av/constants';
import type { PacketUse, VideoReader } from './video-reader.ts';

/** What the compressed frames of a file say of themselves, before any is decoded. */
export interface FrameTable {
  /** In file order, which is the order of decoding. */
  packets: PacketNote[];
  /** The time of each frame that is shown, in ticks of the stream, first to last. */
  shown: bigint[];
  broken: number;
  /** Seconds from the first frame to the end of the last one. */
  span: number;
}

export interface PacketNote {
  pts: bigint;
  isKey: boolean;
  isShown: boolean;
}

export function readFrameTable(reader: VideoReader): FrameTable {
  const tick = reader.stream.timeBase.toDouble();
  const packets: PacketNote[] = [];
  let broken = 0;
  let start = Infinity;
  let end = -Infinity;
  for (const packet of reader.packets()) {
    const { flags, pts } = packet;
    const isShown = !(flags & av.AV_PKT_FLAG_DISCARD);
    packets.push({ pts, isKey: Boolean(flags & av.AV_PKT_FLAG_KEY), isShown });
    if (!isShown) continue;
    if (flags & av.AV_PKT_FLAG_CORRUPT) broken += 1;
    if (pts === av.AV_NOPTS_VALUE) continue;
    start = Math.min(start, Number(pts) * tick);
    end = Math.max(end, Number(pts + packet.duration) * tick);
  }
  const shown = packets
    .filter(({ isShown }) => isShown)
    .map(({ pts }) => pts)
    .toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return { packets, shown, broken, span: Math.max(0, end - start) };
}

/** Whether each frame can be told by its time alone. Few old files lack that; there frames are counted instead. */
export function hasTimes({ shown }: FrameTable): boolean {
  return new Set(shown).size === shown.length && shown[0] !== av.AV_NOPTS_VALUE;
}

/**
 * Which packets have to be decoded for the frames wanted, exactly: everything from the key frame before each of
 * them up to it. Nothing after the last one. Pictures that no other refers to may fall out where only helpers are needed.
 */
export function planPackets({ packets }: FrameTable, wanted: ReadonlySet<bigint>): PacketUse[] {
  const uses: PacketUse[] = packets.map(() => 'skip');
  let needed = false;
  let leads = false;
  for (let index = packets.length - 1; index >= 0; index--) {
    const { pts, isKey, isShown } = packets[index] ?? MISSING;
    const isWanted = isShown && wanted.has(pts);
    if (isWanted) needed = true;
    if (needed) uses[index] = isWanted ? 'show' : 'help';
    if (!isKey) continue;
    // A picture shown before its key frame may refer to the group before (an open group).
    leads = needed && leadsTheKey(packets, uses, index);
    needed = leads;
  }
  return uses;
}

function leadsTheKey(packets: readonly PacketNote[], uses: readonly PacketUse[], key: number): boolean {
  const time = packets[key]?.pts ?? 0n;
  for (let index = key + 1; index < packets.length && packets[index]?.isKey === false; index++) {
    if (uses[index] === 'show' && (packets[index]?.pts ?? 0n) < time) return true;
  }
  return false;
}

const MISSING: PacketNote = { pts: 0n, isKey: false, isShown: false };
