import { inputError } from '../errors.ts';
import { cannotDo } from './cannot-do.ts';
import type { Draft } from './draft.ts';
import { named } from './lookup.ts';
import type { Preset } from './preset-schema.ts';
import { spellSeconds } from './spell-seconds.ts';
import type { Task } from './types.ts';

/** Puts the seconds into the model's field, spelled its way. A length it does not have is refused, never rounded. */
export function placeDuration(preset: Preset, task: Task, draft: Draft, presets: readonly Preset[]): void {
  const asked = task.duration_seconds;
  if (asked === undefined) return;
  const { duration, alias } = preset;
  if (duration === null) {
    const able = presets.filter((other) => other.duration?.seconds.includes(asked));
    throw cannotDo('UNSUPPORTED_FIELD', preset, `duration_seconds ${asked}`, able);
  }
  if (!duration.seconds.includes(asked)) {
    const able = presets.filter((other) => other.duration?.seconds.includes(asked));
    throw inputError({
      code: 'INVALID_DURATION',
      message: `${alias} has no clips of ${asked} s. Allowed seconds: ${duration.seconds.join(', ')}.`,
      next: `Choose one of these${able.length === 0 ? '' : `, or a model that has ${asked} s: ${named(able)}`}.`,
    });
  }
  draft.set({ field: duration.field, asked, sent: spellSeconds(asked, duration.spelling), origin: 'asked' });
}
