import { join } from 'node:path';
import type { PictureSpec } from '../../media/types.ts';
import { ownFolder } from '../../util/own-folder.ts';
import { createSlots } from '../../util/slots.ts';
import type { RendererOptions } from './clip-renderer.ts';
import { randomName } from '../files.ts';
import type { PictureTake } from '../models/measure-pictures.ts';
import type { Size } from '../../util/size.ts';

/** A picture that was made; its size is the file's own, also where a tiny one was drawn. */
export interface RenderedPicture extends Size {
  path: string;
  content_type: string;
}

/** Longest side where clips are tiny: for campaigns of many jobs. */
const TINY_SIDE = 160;
const MOST_AT_ONCE = 2;

/** Turns takes into pictures: a scene that follows from the words, or a given picture, changed. */
export class PictureRenderer {
  readonly #options: RendererOptions;
  readonly #slots = createSlots(MOST_AT_ONCE);

  constructor(options: RendererOptions) {
    this.#options = options;
  }

  async paint(take: PictureTake, words: string, picture: string | undefined): Promise<RenderedPicture> {
    const folder = join(this.#options.folder, 'pictures');
    await ownFolder(folder);
    const { format } = take;
    const size = this.#options.clip === 'tiny' ? tiny(take) : { width: take.width, height: take.height };
    const path = join(folder, randomName(`picture.${ENDINGS[format]}`));
    const spec: PictureSpec = {
      ...size,
      format,
      words,
      output: path,
      mark: 'SIMULATED',
      ...(picture === undefined ? {} : { picture }),
    };
    await this.#slots.use(() => this.#options.renderer.paint(spec));
    return { ...size, path, content_type: `image/${format}` };
  }

  sizeOf(path: string): Promise<Size> {
    return this.#slots.use(() => this.#options.renderer.readPicture(path));
  }
}

const ENDINGS = { png: 'png', jpeg: 'jpg', webp: 'webp' };

function tiny({ width, height }: Size): Size {
  const scale = Math.min(1, TINY_SIDE / Math.max(width, height));
  const side = (length: number) => Math.max(16, Math.round(length * scale));
  return { width: side(width), height: side(height) };
}
