import type { Problem } from '../routes/check-input.ts';
import type { ClipStudio } from './clip-studio.ts';
import type { Dialect } from '../dialect.ts';
import type { Files } from './files.ts';
import type { PictureStudio } from './picture-studio.ts';

/** What a runner works with. */
export interface Workshop {
  files: Files;
  clips: ClipStudio;
  pictures: PictureStudio;
  dialect: Dialect;
}

/** A piece of work whose price is known, and which has not been begun. */
export interface Work {
  billable_units: number;
  /** Makes it, and gives the body of the answer. */
  deliver(): Promise<object>;
}

/** What stands in the way of it, in fal's words. */
export interface Refusal {
  problems: Problem[];
}
