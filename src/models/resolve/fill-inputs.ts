import { inputError } from '../../errors.ts';
import { cannotDo } from './cannot-do.ts';
import type { Draft } from './draft.ts';
import { named } from '../find-model.ts';
import { followsAny, NEEDED } from '../tasks.ts';
import { nearestFirst } from '../nearest-first.ts';
import type { Offered, Preset } from '../presets/preset-shape.ts';
import { type Role, ROLES, type Task } from '../types.ts';

/** Puts each picture, video or sound into the one field of its role; a role without a field is refused. */
export function fillInputs(preset: Preset, task: Task, draft: Draft, presets: Offered): void {
  if (task.kind !== undefined && !preset.tasks.includes(task.kind)) {
    const { kind } = task;
    const able = presets.filter(({ tasks }) => tasks.includes(kind), kind);
    throw cannotDo('UNSUPPORTED_TASK', preset, `the task ${kind}`, able, task);
  }
  for (const role of ROLES) fillRole(role, preset, task, draft, presets);
  refuseMissing(preset, task, draft, presets);
}

function fillRole(role: Role, preset: Preset, task: Task, draft: Draft, presets: Offered): void {
  const given = task.inputs?.[role] ?? [];
  if (given.length === 0) return;
  const target = preset.roles[role];
  if (target === undefined) {
    const able = presets.filter(({ roles }) => roles[role] !== undefined, task.kind);
    throw cannotDo('UNSUPPORTED_INPUT', preset, `${role === 'audio' ? 'an' : 'a'} ${role} input`, able, task);
  }
  const many = target.many === true;
  if (given.some((each) => each === '') || (!many && given.length > 1)) {
    throw inputError({
      code: 'INVALID_INPUT',
      message: `${preset.alias} takes ${many ? 'pictures or clips' : 'exactly one file or URL'} as ${role}; got ${given.length}${given.includes('') ? ', one of them empty' : ''}.`,
      next: `Give ${many ? 'files or URLs' : 'one file or URL'} as ${role}.`,
    });
  }
  if (target.most !== undefined && given.length > target.most) {
    throw inputError({
      code: 'INVALID_INPUT',
      message: `${preset.alias} takes at most ${target.most} as ${role}; got ${given.length}.`,
      next: `Give at most ${target.most}.`,
    });
  }
  if (draft.origin(target.field) === 'asked') {
    throw inputError({
      code: 'CONFLICTING_ARGUMENTS',
      message: `${preset.alias} has one argument, ${target.field}, for this input and ${role}.`,
      next: `Give the file in one role only.`,
    });
  }
  const asked = many ? given : given[0];
  draft.set({ field: target.field, asked, sent: asked, origin: 'asked', note: `from ${role}` });
}

/** What the preset requires, and what the asked kind of task needs; the model's own argument may fill it too. */
function refuseMissing(preset: Preset, task: Task, draft: Draft, presets: Offered): void {
  const needed = new Set(
    task.kind === undefined || followsAny(task.kind, task.inputs) ? [] : NEEDED[task.kind],
  );
  for (const role of ROLES) {
    const target = preset.roles[role];
    if (target === undefined || (!target.required && !needed.has(role))) continue;
    if (draft.has(target.field) || (task.args?.[target.field] ?? '') !== '') continue;
    const without = nearestFirst(
      preset,
      presets.filter(({ roles }) => roles[role]?.required !== true, task.kind),
    );
    throw inputError({
      code: 'MISSING_INPUT',
      message: `${preset.alias} needs ${role === 'audio' ? 'an' : 'a'} ${role} (its argument ${target.field})${target.required ? '' : ` for ${task.kind}`}.`,
      next:
        without.length === 0 || !target.required
          ? `Give a file or an https URL as ${role}.`
          : `Give a file or an https URL as ${role}, or use a model that needs none: ${named(without)}.`,
    });
  }
}
