import { inputError } from '../../errors.ts';
import { spanOf } from '../../util/span-of.ts';
import { cannotDo } from './cannot-do.ts';
import type { Draft } from './draft.ts';
import { type DurationRule, hasLength, spellSeconds } from '../presets/duration-rule.ts';
import { named } from '../find-model.ts';
import { nearestFirst } from '../nearest-first.ts';
import type { Offered, Preset } from '../presets/preset-shape.ts';
import { forSameTask } from '../same-task.ts';
import type { Task } from '../types.ts';

/** Puts the seconds into the model's field, spelled its way. A length it does not have is refused, never rounded. */
export function fillDuration(preset: Preset, task: Task, draft: Draft, presets: Offered): void {
  const asked = task.duration;
  if (asked === undefined) return;
  const { duration, alias } = preset;
  const able = () =>
    presets.filter((other) => other.duration !== null && hasLength(other.duration, asked), task.kind);
  if (duration === null) throw cannotDo('UNSUPPORTED_FIELD', preset, `duration ${asked}`, able(), task);
  if (!hasLength(duration, asked)) {
    const others = nearestFirst(preset, forSameTask(task, preset, able()));
    throw inputError({
      code: 'INVALID_DURATION',
      message: `${alias} has no clips of ${asked} s. Allowed seconds: ${spanOf(duration.seconds)}.`,
      next: `Choose one of these${others.length === 0 ? '' : `, or a model that has ${asked} s: ${named(others)}`}.`,
    });
  }
  draft.set({ ...spelled(asked, duration, task), asked, origin: 'asked' });
}

function spelled(asked: number, rule: DurationRule, task: Task) {
  if (rule.spelling === 'fixed') return { field: 'duration', note: 'its clips all last so long' };
  if (rule.spelling !== 'frames') return { field: rule.field, sent: spellSeconds(asked, rule) };
  const rate = rule.fps_field === undefined ? undefined : task.args?.[rule.fps_field];
  const fps = typeof rate === 'number' && rate > 0 ? rate : rule.fps;
  return {
    field: rule.field,
    sent: spellSeconds(asked, rule, fps),
    note: `${asked} s at ${fps} frames a second`,
  };
}
