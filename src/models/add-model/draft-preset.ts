import type { ArgumentSchema } from '../from-schema/arguments-of-schema.ts';
import type { CatalogEntry } from '../catalog.ts';
import { type DurationRule, durationField } from '../presets/duration-rule.ts';
import { knownArguments } from '../from-schema/known-arguments.ts';
import { mapFromSchema } from '../from-schema/map-from-schema.ts';
import type { PresetArgument } from '../presets/preset-arguments.ts';
import type { Preset } from '../presets/preset-shape.ts';
import { TASK_KINDS, type TaskKind } from '../types.ts';
import { titleOf } from './name-model.ts';

/** The preset of an endpoint whose schema is plain: what the schema says, and nothing more. */
export function draftPreset(entry: CatalogEntry, alias: string): Preset {
  const mapped = mapFromSchema(entry);
  const { roles } = mapped;
  const tasks: TaskKind[] =
    entry.tasks.includes('image-to-video') && roles.last_frame !== undefined
      ? [...new Set<TaskKind>([...entry.tasks, 'first-last-frame'])]
      : entry.tasks;
  const known = knownArguments(() => entry.input)(entry.endpoint_id);
  const duration = withDefault(inOrder(mapped.duration), entry.input?.properties ?? {}, known);
  return {
    ...mapped,
    alias,
    title: titleOf(entry.endpoint_id),
    tasks: TASK_KINDS.filter((kind) => tasks.includes(kind)),
    duration,
    arguments: [...known],
    defaults: requiredDefaults(known, mapped),
    notes: ['Written by add-model from the schema alone.'],
  };
}

/** The tasks of an endpoint by what fal calls it; none where fal's word may mean several of ours. */
export function tasksOf(endpointId: string, category: string | undefined): TaskKind[] {
  if (category === 'image-to-image') return ['image-edit'];
  if (category === 'image-to-video' && endpointId.includes('reference-to-video'))
    return ['reference-to-video'];
  return TASK_KINDS.filter((kind) => kind === category);
}

function inOrder(rule: DurationRule | null): DurationRule | null {
  if (rule === null) return null;
  return { ...rule, seconds: [...new Set(rule.seconds)].toSorted((a, b) => a - b) };
}

/** A required length gets fal's own default; without one it stays open, and is reported. */
function withDefault(
  rule: DurationRule | null,
  properties: Record<string, ArgumentSchema>,
  known: readonly PresetArgument[],
): DurationRule | null {
  if (rule === null || rule.spelling === 'fixed' || rule.spelling === 'frames') return rule;
  if (!known.some(({ name, required }) => required && name === rule.field)) return rule;
  const standard = Number.parseFloat(String(properties[rule.field]?.default));
  return rule.seconds.includes(standard) ? { ...rule, default_seconds: standard } : rule;
}

/** What fal requires although it has a default of its own. */
function requiredDefaults(known: readonly PresetArgument[], { roles, fields, duration }: Preset) {
  const filled = [...Object.values(roles).map(({ field }) => field), fields.prompt, durationField(duration)];
  return Object.fromEntries(
    known
      .filter(
        ({ name, required, default: standard }) =>
          required && standard !== undefined && !filled.includes(name),
      )
      .map(({ name, default: standard }) => [name, standard]),
  );
}
