/** What can be made of a clip or a picture so that a person, an agent or a game can look at it. */
import type { GridLook, PictureInfo, VideoInfo } from './file-info.ts';

/** A colour as `#RRGGBB`. */
export type HexColour = string;

export interface PlateSpec {
  picture: string;
  /** A PNG. */
  output: string;
  /** `video`: 1280x720 neutral grey, centred. `sprite`: 1024x1024 chroma green, standing near the bottom, hard pixels. */
  style?: 'video' | 'sprite' | undefined;
  width?: number | undefined;
  height?: number | undefined;
  colour?: HexColour | undefined;
  /** The most of the plate's width and height that the character fills, 0.1 to 1. */
  fill_width?: number | undefined;
  fill_height?: number | undefined;
  /** Default: found out. */
  pixel_art?: boolean | undefined;
  /** Text set into a corner again, where the picture is simulated: its own mark is not part of the character. */
  mark?: string | undefined;
}

export interface Plate {
  path: string;
  bytes: number;
  width: number;
  height: number;
  colour: HexColour;
  source: { width: number; height: number };
  /** What the character was freed from. `none`: neither clear nor flat, so the whole picture was placed. */
  background: 'alpha' | 'flat' | 'none';
  background_colour: HexColour | null;
  pixel_art: boolean;
  /** How many pixels of the picture are one of the drawing; 1 where it was not enlarged. */
  pixel_size: number;
  /** Where the character stands on the plate, pixels. */
  placed: Box;
  /** 1 or less: a character is never enlarged. */
  scale: number;
  grid: GridLook;
  warnings: string[];
}

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface InspectedPicture extends PictureInfo {
  grid: GridLook;
}

/** Which frames: exactly one of `indices`, `seconds` and `count`. */
export interface FrameChoice {
  /** From 0, in the order shown. */
  indices?: readonly number[] | undefined;
  /** The frame on the screen at each of these seconds. */
  seconds?: readonly number[] | undefined;
  /** So many, evenly spaced from the first to the last. */
  count?: number | undefined;
}

export interface FramesSpec extends FrameChoice {
  video: string;
  /** Where `frame-0012.png` and its like are put. */
  folder: string;
}

export interface FramePicture {
  path: string;
  index: number;
  seconds: number;
  width: number;
  height: number;
  bytes: number;
}

export interface Frames {
  video: VideoInfo;
  frames: FramePicture[];
}

export interface AnimationSpec {
  video: string;
  /** A `.gif` or `.webp`. */
  output: string;
  /** These frames, one after the other, over `duration` seconds; or a range of the clip. */
  indices?: readonly number[] | undefined;
  duration?: number | undefined;
  from?: number | undefined;
  to?: number | undefined;
  /** Default: the video's, at most 25 for a GIF and 30 for WebP. */
  fps?: number | undefined;
  /** Longest side; never enlarged. Default 480. */
  side?: number | undefined;
}

export interface Animation {
  path: string;
  bytes: number;
  width: number;
  height: number;
  frames: number;
  /** What the file really shows: a GIF counts in hundredths of a second. */
  seconds: number;
  fps: number;
  source_indices: number[];
}

export interface SpriteSheetSpec {
  video: string;
  /** The sheet, a PNG. */
  output: string;
  /** Its atlas, JSON as TexturePacker and Aseprite write it. */
  atlas: string;
  indices: readonly number[];
  /** How long the whole sequence lasts; default: each frame until the next one. */
  duration?: number | undefined;
  /** `canvas`: every frame whole. `character`: freed from its background, on cells of 256x256, one scale for all. */
  cell?: 'canvas' | 'character' | undefined;
  columns?: number | undefined;
  /** Longest side of a cell of the canvas; default 512, never enlarged. */
  side?: number | undefined;
  /** Set into the sheet again where the clip is simulated and its own mark is cut away. */
  mark?: string | undefined;
}

export interface SpriteSheet {
  path: string;
  atlas: string;
  bytes: number;
  width: number;
  height: number;
  cell: { width: number; height: number };
  columns: number;
  rows: number;
  source_indices: number[];
  /** One for all frames. */
  scale: number;
  notes: string[];
}

export interface FirstLastSpec {
  video: string;
  /** The picture that the clip was made from. */
  picture?: string | undefined;
  /** A JPEG. */
  output: string;
  maxBytes?: number | undefined;
}

export interface GridCell {
  /** `null` shows the words alone, such as why there is no picture. */
  picture: string | null;
  caption: string;
  /** A second, quieter line. */
  detail?: string | undefined;
}

export interface GridSpec {
  cells: readonly GridCell[];
  /** A JPEG. */
  output: string;
  title?: string | undefined;
  /** Default: what suits the number of cells. */
  columns?: number | undefined;
  /** Longest side, pixels; default 1568, which is what a model sees. */
  side?: number | undefined;
  maxBytes?: number | undefined;
}

/** Looking at clips and pictures. A part of `Media`. */
export interface Seeing {
  preparePlate(spec: PlateSpec): Promise<Plate>;
  /** What `pictureInfo` gives, and whether it looks like a grid; an input error for what is no picture. */
  inspectPicture(picture: string): Promise<InspectedPicture>;
  /** Exact frames as PNGs, upright and in full size. */
  frames(spec: FramesSpec): Promise<Frames>;
  /** A GIF or an animated WebP that runs for ever. */
  animate(spec: AnimationSpec): Promise<Animation>;
  spriteSheet(spec: SpriteSheetSpec): Promise<SpriteSheet>;
  /** First and last frame beside the input picture, in one JPEG. */
  firstLast(spec: FirstLastSpec): Promise<PictureInfo>;
  /** Pictures with captions in one JPEG that can be read at the size at which a model sees it. */
  grid(spec: GridSpec): Promise<PictureInfo>;
}
