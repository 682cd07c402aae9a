import { checkArguments, spelledAsListed } from '../presets/check-arguments.ts';
import { Draft } from './draft.ts';
import { applyFieldRules } from './field-rules.ts';
import { fillDuration } from './fill-duration.ts';
import { fillInputs } from './fill-inputs.ts';
import { fillWords } from './fill-words.ts';
import { presetDefaults } from '../presets/preset-defaults.ts';
import type { Offered, Preset } from '../presets/preset-shape.ts';
import type { Resolution, Task } from '../types.ts';

/**
 * A task as the arguments of one model, with a record of how each field came to its value. The preset's
 * defaults stand first, the task over them, the model's own arguments (`args`) over both. What the model
 * cannot do is an input error that says what it can; nothing is dropped or changed in silence.
 */
export function resolve(preset: Preset, task: Task, presets: Offered): Resolution {
  const draft = new Draft();
  for (const [field, sent] of Object.entries(presetDefaults(preset))) {
    draft.set({ field, sent, origin: 'preset' });
  }
  fillInputs(preset, task, draft, presets);
  fillWords(preset, task, draft, presets);
  fillDuration(preset, task, draft, presets);
  const notes = fillArgs(preset, task.args ?? {}, draft);
  applyFieldRules(preset, draft);
  const args = draft.arguments(preset.arguments);
  checkArguments(preset.alias, preset.arguments, args);
  return {
    endpoint_id: preset.endpoint_id,
    model_alias: preset.alias,
    arguments: args,
    fields: draft.records(preset.arguments),
    notes,
  };
}

/** The model's own arguments. Unknown ones go out as they are: fal may know more than this list. */
function fillArgs(preset: Preset, args: Record<string, unknown>, draft: Draft): string[] {
  const notes: string[] = [];
  for (const [field, value] of Object.entries(args)) {
    if (value === undefined) continue;
    // fal writes its optional arguments as "a value or null", and clients fill them all in.
    if (value === null) {
      notes.push(`${field} is null, which counts as not given.`);
      continue;
    }
    const known = preset.arguments.find(({ name }) => name === field);
    draft.override(field, spelledAsListed(known, value), known === undefined ? UNCHECKED : undefined);
    if (known === undefined) notes.push(`${field} is not a known argument of ${preset.alias}: ${UNCHECKED}.`);
  }
  return notes;
}

const UNCHECKED = 'sent as it is, unchecked';
