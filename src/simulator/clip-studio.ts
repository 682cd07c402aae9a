import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClipSpec, Media } from '../media/types.ts';
import { canonicalJson, sha256 } from '../util/canonical-json.ts';
import { randomName } from './files.ts';
import { FPS, type Take } from './measure.ts';
import type { SimulatedModel } from './model-types.ts';
import type { Picture } from './pictures.ts';

/** Makes the MP4 that a spec describes, at `spec.output`. */
export interface ClipRenderer {
  render(spec: ClipSpec): Promise<void>;
}

/** The renderer of the product. */
export function mediaRenderer(media: Pick<Media, 'renderClip'>): ClipRenderer {
  return {
    render: async (spec) => {
      await media.renderClip(spec);
    },
  };
}

export interface StudioOptions {
  renderer: ClipRenderer;
  folder: string;
  /** `tiny`: short, small and rendered once for each picture and model, for campaigns of many jobs. */
  clip: 'full' | 'tiny';
}

const TINY = { longestSide: 160, fps: 12, seconds: 1 };
/** Two cores: more at once would only make each slower. */
const MOST_AT_ONCE = 2;
const MOST_CACHED = 500;

/** Turns takes into clips, a few at a time. */
export class ClipStudio {
  readonly #options: StudioOptions;
  readonly #cache = new Map<string, Promise<string>>();
  readonly #queue: (() => void)[] = [];
  #atWork = 0;

  constructor(options: StudioOptions) {
    this.#options = options;
  }

  /** Path of the clip of this take. Tiny clips may be shared; nobody writes to them again. */
  async film(model: SimulatedModel, take: Take, picture: Picture): Promise<string> {
    const folder = join(this.#options.folder, 'clips');
    await mkdir(folder, { recursive: true });
    const spec: ClipSpec = {
      picture: picture.path,
      output: join(folder, randomName('clip.mp4')),
      ...(this.#options.clip === 'tiny' ? tiny(take) : full(take)),
      motion: model.motion,
      mark: 'SIMULATED',
      audio: take.audio,
    };
    return this.#options.clip === 'tiny' ? this.#once(spec, picture) : this.#render(spec);
  }

  async #once(spec: ClipSpec, picture: Picture): Promise<string> {
    const key = sha256(canonicalJson({ ...spec, output: null, picture: picture.sha256 }));
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
    if (this.#atWork >= MOST_AT_ONCE) await new Promise<void>((resolve) => this.#queue.push(resolve));
    this.#atWork += 1;
    try {
      await this.#options.renderer.render(spec);
      return spec.output;
    } finally {
      this.#atWork -= 1;
      this.#queue.shift()?.();
    }
  }
}

type Frame = Pick<ClipSpec, 'width' | 'height' | 'fps' | 'seconds'>;

const full = ({ width, height, seconds }: Take): Frame => ({ width, height, fps: FPS, seconds });

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
