import type { Preset } from './presets/preset-shape.ts';
import { isImageTask } from './tasks.ts';
import { ROLES, type Role, type Task } from './types.ts';

/** Of some models those that can be offered for this task in place of one: each takes every file that was given. */
export function forSameTask(task: Task, preset: Preset, others: readonly Preset[]): Preset[] {
  const { kind } = task;
  const given = rolesGiven(task, preset);
  const takesAll = ({ roles }: Preset) => given.every((role) => roles[role] !== undefined);
  const needsMore = ({ roles }: Preset) =>
    ROLES.some((role) => roles[role]?.required === true && !given.includes(role));
  return others.filter((other) => {
    if (!takesAll(other)) return false;
    if (kind !== undefined) return other.tasks.includes(kind);
    return makesPictures(other) === makesPictures(preset) && !needsMore(other);
  });
}

/** A file may also come as the model's own argument. */
function rolesGiven({ inputs, args = {} }: Task, { roles }: Preset): Role[] {
  return ROLES.filter((role) => (inputs?.[role]?.length ?? 0) > 0 || (roles[role]?.field ?? '') in args);
}

const makesPictures = ({ tasks }: Preset) => tasks.some(isImageTask);
