import type { ClipSpec, Media, PictureSpec } from '../../media/types.ts';

/** Who draws and decodes for the simulator. What is no picture or video is an input error. */
export interface Renderer {
  /** Makes the MP4 that a spec describes, at `spec.output`. */
  render(spec: ClipSpec): Promise<void>;
  /** Makes the picture that a spec describes, at `spec.output`. */
  paint(spec: PictureSpec): Promise<void>;
  /** Reads an input video, and writes its first frame to `frame`. */
  readVideo(path: string, frame: string): Promise<{ seconds: number; frames: number }>;
  readPicture(path: string): Promise<{ width: number; height: number }>;
  readSound(path: string): Promise<{ seconds: number }>;
}

type MediaParts = Pick<Media, 'renderClip' | 'renderPicture' | 'firstFrame' | 'pictureInfo' | 'soundInfo'>;

/** The renderer of the product. */
export function mediaRenderer(media: MediaParts): Renderer {
  return {
    render: async (spec) => {
      await media.renderClip(spec);
    },
    paint: async (spec) => {
      await media.renderPicture(spec);
    },
    readVideo: (path, frame) => media.firstFrame(path, frame),
    readPicture: (path) => media.pictureInfo(path),
    readSound: (path) => media.soundInfo(path),
  };
}
