import type { ArgumentSchema } from '../arguments-of-schema.ts';
import type { CatalogEntry } from '../catalog.ts';
import { type DurationRule, durationField } from '../presets/duration-rule.ts';
import { knownArguments } from '../from-schema/known-arguments.ts';
import { FRAMES_NAMES, SECONDS_NAMES } from '../from-schema/map-duration.ts';
import { mapFromSchema } from '../from-schema/map-from-schema.ts';
import type { PresetArgument } from '../presets/preset-arguments.ts';
import type { Preset } from '../presets/preset-shape.ts';
import { titleOf } from './name-model.ts';

/** The preset of an endpoint whose schema is plain: what the schema says, and nothing more. */
export function draftPreset(entry: CatalogEntry, alias: string, open: readonly string[]): Preset {
  const mapped = mapFromSchema(entry);
  const properties = entry.input?.properties ?? {};
  const known = [...knownArguments(() => entry.input)(entry.endpoint_id)];
  const drafted: Preset = {
    ...mapped,
    alias,
    title: titleOf(entry.endpoint_id),
    duration: withDefault(inOrder(mapped.duration), properties, known),
    arguments: known,
  };
  const whole = { ...drafted, defaults: requiredDefaults(drafted) };
  return { ...whole, notes: notesOn(whole, open) };
}

/** What fal requires and nothing fills by itself: the caller gives it. */
export function leftToCaller({ arguments: known, roles, fields, duration, defaults }: Preset): string[] {
  const filled = new Set([
    ...Object.values(roles).map(({ field }) => field),
    ...Object.keys(defaults),
    fields.prompt,
    ...(duration !== null && duration.spelling !== 'fixed' && duration.default_seconds !== null
      ? [duration.field]
      : []),
  ]);
  return known.filter(({ name, required }) => required && !filled.has(name)).map(({ name }) => name);
}

function inOrder(rule: DurationRule | null): DurationRule | null {
  if (rule === null) return null;
  return { ...rule, seconds: [...new Set(rule.seconds)].toSorted((a, b) => a - b) };
}

/** A required length gets fal's own default; without one it is left to the caller. */
function withDefault(
  rule: DurationRule | null,
  properties: Record<string, ArgumentSchema>,
  known: readonly PresetArgument[],
): DurationRule | null {
  if (rule === null || rule.spelling === 'fixed') return rule;
  if (!known.some(({ name, required }) => required && name === rule.field)) return rule;
  const given = Number.parseFloat(String(properties[rule.field]?.default));
  const standard = rule.spelling === 'frames' ? (given - rule.plus) / rule.fps : given;
  return rule.seconds.includes(standard) ? { ...rule, default_seconds: standard } : rule;
}

/** What fal requires although it has a default of its own, as a value that it lists. */
function requiredDefaults({ arguments: known, roles, fields, duration }: Preset): Preset['defaults'] {
  const filled = [...Object.values(roles).map(({ field }) => field), fields.prompt, durationField(duration)];
  return Object.fromEntries(
    known
      .filter(
        ({ name, required, default: standard }) =>
          required && standard !== undefined && !filled.includes(name),
      )
      .map(({ name, default: standard, allowed }) => [
        name,
        allowed?.find((value) => String(value) === String(standard)) ?? standard,
      ]),
  );
}

/** What somebody who uses it has to know, by the names of its fields. */
function notesOn(preset: Preset, open: readonly string[]): string[] {
  const { arguments: known, roles, fields, duration } = preset;
  const mapped = new Set([
    ...Object.values(roles).map(({ field }) => field),
    ...Object.values(fields),
    durationField(duration),
  ]);
  const own = known.map(({ name }) => name).filter((name) => !mapped.has(name));
  const required = leftToCaller(preset).filter((name) => own.includes(name));
  const files = own.filter((name) => /_urls?$/.test(name) && !required.includes(name));
  const lengths = duration === null ? own.filter((name) => LENGTHS.includes(name)) : [];
  const line = (words: string, names: readonly string[]) =>
    names.length === 0 ? [] : [`${words}: ${names.join(', ')}.`];
  return [
    'Written by add-model from the schema alone.',
    ...line('Required, in args', required),
    ...line('Further files, as URLs in args', files),
    ...line('Its length is not mapped to seconds; in args', lengths),
    ...line("fal's document does not say what these take", open),
  ];
}

const LENGTHS = [...SECONDS_NAMES, ...FRAMES_NAMES];
