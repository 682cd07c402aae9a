import { align, type Alignment, searchNear } from './align.ts';
import type { Field } from './pyramid.ts';
import { compose, IDENTITY, type Similarity } from './similarity.ts';
import { makeTemplates, type Template } from './template.ts';

/** Where the picture of the first frame has gone to. */
export interface CameraStep {
  /** From the first frame of its stretch to this one, in pixels of the measured size. */
  transform: Similarity;
  /** A new stretch begins where a frame has nothing to do with the one before it. */
  stretch: number;
}

/** A template is kept as long as so much of it is found. A new one costs a little exactness. */
const GOOD = { likeness: 0.8, inside: 0.6 };
/** Below this the frame shows something else. */
const LOST = { likeness: 0.45, inside: 0.25 };

/** Follows the picture from frame to frame. Every frame is compared with the first one as long as that can be found in it. */
export class CameraPath {
  #templates: Template[] = [];
  /** From the first frame of the stretch to the one that the templates were taken from. */
  #base: Similarity = IDENTITY;
  /** From that one to the last frame. */
  #last: Similarity = IDENTITY;
  #before: Similarity = IDENTITY;
  #stretch = 0;
  readonly #corners: Uint8Array;
  #previous: Field[] | undefined;

  /** `corners` is 1 where marks may stand, which do not move with the picture. */
  constructor(corners: Uint8Array) {
    this.#corners = corners;
  }

  /** The next frame, as a pyramid. */
  add(levels: Field[]): CameraStep {
    if (this.#previous === undefined) this.#startStretch(levels);
    else this.#follow(levels, this.#previous);
    this.#previous = levels;
    return { transform: compose(this.#last, this.#base), stretch: this.#stretch };
  }

  #startStretch(levels: Field[]): void {
    this.#takeTemplates(levels, IDENTITY);
    this.#last = IDENTITY;
  }

  #takeTemplates(levels: Field[], base: Similarity): void {
    this.#templates = makeTemplates(levels, this.#corners);
    this.#base = base;
    this.#before = IDENTITY;
  }

  #follow(levels: Field[], previous: Field[]): void {
    let found = this.#find(levels);
    if (!passes(found, GOOD) && this.#last !== IDENTITY) {
      // From the last frame on, which looks more like this one than the first does.
      const base = compose(this.#last, this.#base);
      this.#takeTemplates(previous, base);
      this.#last = IDENTITY;
      found = this.#find(levels);
    }
    if (passes(found, LOST)) {
      this.#before = this.#last;
      this.#last = found.transform;
    } else {
      this.#stretch += 1;
      this.#startStretch(levels);
    }
  }

  /** Goes on as it went; where that leads nowhere, from where it was, and from wherever it fits at all. */
  #find(levels: readonly Field[]): Alignment {
    const guesses = [
      () => onwards(this.#before, this.#last),
      () => this.#last,
      () => searchNear(this.#templates, levels, this.#last),
    ];
    let best: Alignment = { transform: this.#last, likeness: -1, inside: 0 };
    for (const guess of guesses) {
      const found = align(this.#templates, levels, guess());
      if (found.likeness > best.likeness && found.inside >= LOST.inside) best = found;
      if (passes(best, GOOD)) break;
    }
    return best;
  }
}

const passes = (found: Alignment, least: typeof GOOD) =>
  found.likeness >= least.likeness && found.inside >= least.inside;

/** As far again as from `before` to `last`. */
const onwards = (before: Similarity, last: Similarity): Similarity => ({
  a: 2 * last.a - before.a,
  b: 2 * last.b - before.b,
  u: 2 * last.u - before.u,
  v: 2 * last.v - before.v,
});
