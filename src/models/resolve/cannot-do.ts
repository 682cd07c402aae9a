import { inputError } from '../../errors.ts';
import { named } from '../find-model.ts';
import { nearestFirst } from '../nearest-first.ts';
import type { Preset } from '../presets/preset-shape.ts';
import { forSameTask } from '../same-task.ts';
import type { Task } from '../types.ts';

/** The refusal of something that a model has no argument for: what it can do instead, and who can do it for the same task. */
export function cannotDo(
  code: 'UNSUPPORTED_FIELD' | 'UNSUPPORTED_INPUT' | 'UNSUPPORTED_TASK',
  preset: Preset,
  what: string,
  able: readonly Preset[],
  task: Task,
  why?: string,
) {
  const others = nearestFirst(preset, forSameTask(task, preset, able));
  return inputError({
    code,
    message: `${preset.alias} cannot take ${what}${why === undefined ? '' : `: ${why}`}. ${abilities(preset)}`,
    next:
      others.length === 0
        ? `No known model takes ${what} for such a task; leave it out.`
        : `Leave it out, or use a model that takes it: ${named(others)}.`,
  });
}

function abilities({ tasks, roles, fields, duration }: Preset): string {
  const words = [...Object.keys(fields), ...(duration === null ? [] : ['duration'])];
  return `It does ${tasks.join(', ')}, with the inputs ${Object.keys(roles).join(', ') || 'none'} and the fields ${words.join(', ')}.`;
}
