import { join } from 'node:path';
import { FalVideoError } from '../../errors.ts';
import type { ClipSpec } from '../../media/types.ts';
import { sha256OfJson } from '../../util/hash.ts';
import { ownFolder } from '../../util/own-folder.ts';
import { createSlots } from '../../util/slots.ts';
import { randomName } from '../files.ts';
import { FPS, wholeFrames } from '../models/lengths.ts';
import type { Take } from '../models/measure.ts';
import type { ClipModel } from '../model-types.ts';
import type { Renderer } from './renderer.ts';

export interface RendererOptions {
  renderer: Renderer;
  folder: string;
  /** `tiny`: short, small and rendered once for each picture and model, for campaigns of many jobs. */
  clip: 'full' | 'tiny';
}

const TINY = { longestSide: 160, fps: 12, seconds: 1 };
/** Two minutes: an input video may be longer, and everything made of it would be too. */
const MOST_SECONDS = 120;
/** Two cores: more at once would only make each slower. */
const MOST_AT_ONCE = 2;
const MOST_CACHED = 500;

/** Turns takes into clips, a few at a time. */
export class ClipRenderer {
  readonly #options: RendererOptions;
  readonly #cache = new Map<string, Promise<string>>();
  readonly #slots = createSlots(MOST_AT_ONCE);

  constructor(options: RendererOptions) {
    this.#options = options;
  }

  /** Path of the clip of this take. Tiny clips may be shared; nobody writes to them again. */
  async film(model: ClipModel, take: Take, picture: { path: string; sha256: string }): Promise<string> {
    const folder = join(this.#options.folder, 'clips');
    await ownFolder(folder);
    const spec: ClipSpec = {
      picture: picture.path,
      output: join(folder, randomName('clip.mp4')),
      ...(this.#options.clip === 'tiny' ? tiny(take) : full(take)),
      fit: 'crop',
      motion: model.motion,
      mark: 'SIMULATED',
      audio: take.audio,
    };
    return this.#options.clip === 'tiny' ? this.#once(spec, picture.sha256) : this.#render(spec);
  }

  /** The length of an input video, and its first frame as a picture (`frame`). An input error for what is no video. */
  async readVideo(path: string): Promise<{ seconds: number; frames: number; frame: string }> {
    const folder = join(this.#options.folder, 'frames');
    await ownFolder(folder);
    const frame = join(folder, randomName('frame.png'));
    const length = await this.#slots.use(() => this.#options.renderer.readVideo(path, frame));
    return { seconds: length.seconds, frames: length.frames, frame };
  }

  /** The length of another input video; `null` for what is none. */
  lengthOf(path: string): Promise<{ seconds: number; frames: number } | null> {
    return this.readVideo(path).catch(nullIfUnreadable);
  }

  /** The length of an input sound; `null` for what holds none. */
  async readSound(path: string): Promise<number | null> {
    const read = this.#slots.use(() => this.#options.renderer.readSound(path));
    return (await read.catch(nullIfUnreadable))?.seconds ?? null;
  }

  async #once(spec: ClipSpec, picture: string): Promise<string> {
    const key = sha256OfJson({ ...spec, output: null, picture });
    const known = this.#cache.get(key);
    if (known !== undefined) return known;
    const clip = this.#render(spec);
    this.#cache.set(key, clip);
    clip.catch(() => this.#cache.delete(key));
    const [oldest] = this.#cache.keys();
    if (this.#cache.size > MOST_CACHED && oldest !== undefined) this.#cache.delete(oldest);
    return clip;
  }

  async #render(spec: ClipSpec): Promise<string> {
    await this.#slots.use(() => this.#options.renderer.render(spec));
    return spec.output;
  }
}

function nullIfUnreadable(error: unknown): null {
  if (error instanceof FalVideoError && error.fault === 'input') return null;
  throw error;
}

type Frame = Pick<ClipSpec, 'width' | 'height' | 'fps' | 'seconds'>;

const full = ({ width, height, seconds }: Take): Frame => ({
  width,
  height,
  fps: FPS,
  seconds: wholeFrames(Math.min(seconds, MOST_SECONDS)),
});

function tiny({ width, height, seconds }: Take): Frame {
  const scale = TINY.longestSide / Math.max(width, height);
  const side = (length: number) => Math.max(2, 2 * Math.round((length * scale) / 2));
  return {
    width: side(width),
    height: side(height),
    fps: TINY.fps,
    seconds: Math.min(seconds, TINY.seconds),
  };
}
