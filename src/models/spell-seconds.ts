import type { DurationRule } from './types.ts';

/** Seconds as a model wants them: `"6"`, `"6s"` or `6`. The wrong type is a 422 at fal. */
export function spellSeconds(seconds: number, spelling: DurationRule['spelling']): string | number {
  switch (spelling) {
    case 'digits':
      return String(seconds);
    case 'digits-s':
      return `${seconds}s`;
    case 'number':
      return seconds;
  }
}
