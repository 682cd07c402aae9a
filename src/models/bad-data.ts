import { recordError } from '../errors.ts';

/** A file of `presets/` that cannot be used. */
export const badData = (message: string, cause?: unknown) =>
  recordError({
    code: 'BAD_MODEL_DATA',
    message,
    next: 'Fix the file, or reinstall fal-video if you did not change it.',
    cause,
  });
