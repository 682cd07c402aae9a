import { once } from '../../util/once.ts';
import type { ArgumentSchema } from '../arguments-of-schema.ts';
import type { CatalogEntry } from '../catalog.ts';
import { knownArguments } from './known-arguments.ts';
import { mapDuration } from './map-duration.ts';
import { mapRoles } from './map-roles.ts';
import type { Preset, Word } from '../presets/preset-shape.ts';

/**
 * An endpoint without a preset, as a preset: where each word and role of a task goes, as far as its schema
 * says so without doubt. What the schema leaves open is not mapped, and is then refused, never guessed. Nothing
 * is sent by default: fal's own defaults stand.
 */
export function mapFromSchema(entry: CatalogEntry): Preset {
  const input = entry.input ?? {};
  const properties = input.properties ?? {};
  const fields = mapWords(properties);
  const args = once(() => [...knownArguments(() => input)(entry.endpoint_id)]);
  return {
    alias: entry.endpoint_id,
    endpoint_id: entry.endpoint_id,
    family: entry.family,
    title: entry.endpoint_id,
    tasks: entry.tasks,
    roles: mapRoles(entry),
    duration: entry.medium === 'video' ? mapDuration(properties) : null,
    fields,
    spellings: {},
    sound:
      fields.audio === undefined
        ? (entry.sound ?? (entry.medium === 'image' ? 'none' : 'unknown'))
        : 'switch',
    defaults: {},
    /** Made when asked for: a list of a thousand models needs none of them. */
    get arguments() {
      return args();
    },
    rules: [],
    limits: {},
    notes: notesOn(entry),
    source: entry.source ?? 'unknown',
    as_of: entry.as_of ?? 'unknown',
  };
}

/** The names under which fal's endpoints take each word, and the type that makes a name mean it. */
export const WORD_NAMES: Record<Word, { type: string; names: readonly string[] }> = {
  prompt: { type: 'string', names: ['prompt'] },
  negative_prompt: { type: 'string', names: ['negative_prompt'] },
  resolution: { type: 'string', names: ['resolution'] },
  aspect_ratio: { type: 'string', names: ['aspect_ratio'] },
  size: { type: 'string', names: ['image_size', 'video_size'] },
  count: { type: 'number', names: ['num_images'] },
  seed: { type: 'number', names: ['seed'] },
  audio: { type: 'boolean', names: ['generate_audio', 'generate_audio_switch', 'audio'] },
  enhance_prompt: {
    type: 'boolean',
    names: ['prompt_optimizer', 'enable_prompt_expansion', 'expand_prompt', 'enhance_prompt'],
  },
};

function mapWords(properties: Record<string, ArgumentSchema>): Partial<Record<Word, string>> {
  const mapped = Object.entries(WORD_NAMES).flatMap(([word, { type, names }]) => {
    const found = names.filter((name) => {
      const schema = properties[name];
      return schema !== undefined && takes(schema, type);
    });
    return found.length === 1 ? [[word, found[0]]] : [];
  });
  return Object.fromEntries(mapped) as Partial<Record<Word, string>>;
}

/** Whether a schema says that it takes values of a type; one that says nothing is left alone. */
function takes({ type, enum: values, anyOf }: ArgumentSchema, wanted: string): boolean {
  if (anyOf !== undefined) return anyOf.some((way) => takes(way, wanted));
  if (values !== undefined) return values.some((value) => typeof value === wanted);
  return type === wanted || (type === 'integer' && wanted === 'number');
}

function notesOn({ endpoint_id, partial, shared, status, input }: CatalogEntry): string[] {
  return [
    ...(status === undefined
      ? []
      : [`${status.state === 'retired' ? 'Retired' : 'Not listed by fal'}: ${status.why}.`]),
    ...(input === undefined
      ? [
          `Its arguments are not known: give them as its own, unchecked, or read its schema: \`fal-video models refresh ${endpoint_id}\`.`,
        ]
      : partial
        ? ['Not all of its arguments are in the snapshot.']
        : []),
    ...(shared ? ["fal publishes one type for it and its siblings: a default may be a sibling's."] : []),
    'No preset: mapped from its schema.',
  ];
}
