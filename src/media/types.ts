import type { PictureInfo, SoundInfo, UprightPicture, VideoInfo } from './file-info.ts';
import type { ClipMeasures } from './measure-types.ts';
import type { Seeing } from './seeing-types.ts';

export type { GridLook, PictureInfo, SoundInfo, VideoInfo } from './file-info.ts';

export interface SheetOptions {
  columns: number;
  rows: number;
  /** Longest side of one cell. */
  cell: number;
  /** The picture is made smaller until it fits. */
  maxBytes: number;
}

export interface Sheet {
  path: string;
  bytes: number;
  width: number;
  height: number;
  /** Second of each cell, in reading order. */
  times: number[];
}

/**
 * A known motion for made clips, all relative to the input picture: the truth that measures are tested against.
 * Rates are per second; `cycle` repeats exactly every `seconds`: the picture rises by `bob` (fraction of the height)
 * and comes back, and sways `sway` (fraction of the width) to the right, then to the left.
 */
export interface Motion {
  /** Fraction of the width per second, to the right. */
  shift_x?: number;
  /** Fraction of the height per second, downwards. */
  shift_y?: number;
  /** Growth per second: 0.05 ends 5 % larger after one second (linear). */
  zoom?: number;
  /** Degrees per second, clockwise. */
  turn?: number;
  cycle?: { seconds: number; bob: number; sway: number };
  /** Every second frame is darker by this part, 0..1. */
  flicker?: number;
  /** What has the picture's edge colour grows brighter, by this part of full brightness per second; negative: darker. */
  background?: number;
  /** From this second on the picture stands upside down. */
  cut?: number;
  /** From second `from` on all stands still for `seconds`, and goes on from there. */
  freeze?: { from: number; seconds: number };
  /** Each picture stands for so many frames: 2 is drawn "on twos". */
  hold?: number;
}

export interface ClipSpec {
  /** The input picture. */
  picture: string;
  /** Where it has another shape than the frame: the whole picture on its own edge colour, the default, or cropped to the frame. */
  fit?: 'whole' | 'crop';
  output: string;
  width: number;
  height: number;
  fps: number;
  seconds: number;
  motion: Motion;
  /** Short text set into a corner of every frame: `SIMULATED`. */
  mark: string;
  audio: boolean;
}

export interface AnchorSpec {
  output: string;
  width: number;
  height: number;
}

/** A made picture: a simple scene, the same for the same words, or another picture changed a little. */
export interface PictureSpec {
  output: string;
  width: number;
  height: number;
  format: 'png' | 'jpeg' | 'webp';
  /** Any text; the scene and its colours follow from it alone. */
  words: string;
  /** A picture to change instead of drawing a scene: it is fitted in, and its colours are turned. */
  picture?: string;
  /** Short text set into a corner: `SIMULATED`. */
  mark: string;
}

export interface ShrinkSpec {
  picture: string;
  /** A JPEG. */
  output: string;
  /** Longest side, pixels. */
  side: number;
  maxBytes: number;
}

/** How something is asked for. */
export interface Terms {
  /** Aborting it gives up what was asked and is not done: a process that is at it is ended. */
  signal?: AbortSignal | undefined;
  /** Nobody waits for it: what somebody waits for goes before. */
  canWait?: boolean | undefined;
}

/** Everything that opens, decodes or makes pictures and video. Video work runs in child processes. */
export interface Media extends Seeing {
  /** The same, asked on these terms. */
  with(terms: Terms): Media;
  /** Reads the head of a local picture; throws an input error for what is not one. */
  pictureInfo(path: string): Promise<PictureInfo>;
  /** What its EXIF says is turned, as a picture that is upright without it. The same file gives the same bytes. */
  uprightPicture(path: string): Promise<UprightPicture>;
  probe(path: string): Promise<VideoInfo>;
  /** Evenly spaced, time-stamped frames in one JPEG. */
  contactSheet(video: string, output: string, options?: Partial<SheetOptions>): Promise<Sheet>;
  /** What a sound file holds; a video's sound counts as well. Input errors for what has none, or is cut short. */
  soundInfo(path: string): Promise<SoundInfo>;
  /** Writes the first frame of a video as a PNG, upright and in full size; gives what `probe` gives. */
  firstFrame(video: string, output: string): Promise<VideoInfo>;
  /** Measures a clip, without any model; with the picture it was made from, also against that. */
  measureClip(video: string, options?: { picture?: string }): Promise<ClipMeasures>;
  renderClip(spec: ClipSpec): Promise<VideoInfo>;
  renderPicture(spec: PictureSpec): Promise<PictureInfo>;
  /** A small copy of a picture, to be shown; never larger than the picture. */
  shrinkPicture(spec: ShrinkSpec): Promise<PictureInfo>;
  /** A neutral plate with a simple made character: the demo's start picture. */
  drawAnchor(spec: AnchorSpec): Promise<PictureInfo>;
  close(): Promise<void>;
}
