import type { InputProblem } from '../models/check-input.ts';
import type { ClipRenderer } from './clip-renderer.ts';
import type { Dialect } from '../dialect.ts';
import type { Files } from '../files.ts';
import type { PictureRenderer } from './picture-renderer.ts';

/** What a runner works with. */
export interface RenderContext {
  files: Files;
  clips: ClipRenderer;
  pictures: PictureRenderer;
  dialect: Dialect;
}

/** A piece of work whose price is known, and which has not been begun. */
export interface Work {
  billable_units: number;
  /** Makes it, and gives the body of the answer. */
  deliver(): Promise<object>;
}

/** What stands in the way of it, in fal's words. */
export interface WorkRefusal {
  problems: InputProblem[];
}
