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
  bytes: number;
  content_type: string;
}

/** What is known of a sound file. */
export interface SoundInfo {
  kind: 'sound';
  container: string;
  codec: string;
  seconds: number;
}
