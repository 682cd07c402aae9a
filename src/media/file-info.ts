/** What is in a media file. Times in seconds, sizes in pixels. */
export interface VideoInfo {
  kind: 'video';
  container: string;
  codec: string;
  width: number;
  height: number;
  fps: number;
  frames: number;
  seconds: number;
  has_audio: boolean;
}

export interface PictureInfo {
  kind: 'picture';
  format: 'png' | 'jpeg' | 'webp' | 'gif' | 'avif';
  width: number;
  height: number;
  has_alpha: boolean;
  /** Whether something shows through; a channel for it alone does not say so. */
  transparent: boolean;
  /** More than one where it is animated. */
  frames: number;
  /** How its EXIF turns what is stored, 1 to 8; 1 is upright already. */
  orientation: number;
  /** In the colours of print. */
  cmyk: boolean;
  bytes: number;
  content_type: string;
}

/** A copy of a picture that needs no EXIF to be seen upright. */
export interface UprightPicture {
  data: Buffer;
  content_type: string;
}

/** What is known of a sound file. */
export interface SoundInfo {
  kind: 'sound';
  container: string;
  codec: string;
  seconds: number;
}

/** Whether a picture looks like a checkerboard, alternating pixels or a sheet with guide lines: video models take those for a floor. */
export interface GridLook {
  kind: 'checkerboard' | 'alternating-pixels' | 'grid-lines' | null;
  /** Pixels from one cell to the next. */
  cell: number | null;
  /** In words, for a warning; `null` where there is nothing to say. */
  text: string | null;
}
