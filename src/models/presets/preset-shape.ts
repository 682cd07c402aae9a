import { z } from 'zod';
import { fileLimits } from '../check-picture.ts';
import { durationSchema } from './duration-rule.ts';
import { isEndpointId } from '../../util/endpoint-id.ts';
import { fieldRule } from './field-rule-schema.ts';
import { type PresetArgument, writtenArgument } from './preset-arguments.ts';
import { ROLES, TASK_KINDS, type TaskKind } from '../types.ts';

/**
 * The shape of `presets/<family>.json`: how the words of a task become the arguments of one endpoint. It is
 * strict, and checks that the parts of a preset agree, so that a typo is found when the file is read. A
 * preset holds what a JSON Schema cannot say; its arguments come from the catalog, and `arguments` corrects
 * or completes them.
 */

/** The words of a task that a preset may map to an argument. Pictures and the duration have their own members. */
export const WORDS = [
  'prompt',
  'negative_prompt',
  'resolution',
  'aspect_ratio',
  'size',
  'count',
  'seed',
  'audio',
  'enhance_prompt',
] as const;
export type Word = (typeof WORDS)[number];

const role = z.strictObject({
  field: z.string(),
  required: z.boolean(),
  /** The field takes a list. */
  many: z.boolean().exactOptional(),
  /** How many of the list, where fal says it. */
  most: z.int().positive().exactOptional(),
});

/** One preset as it is written. */
export const written = z.strictObject({
  alias: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/),
  endpoint_id: z.string().refine(isEndpointId, 'not an endpoint id'),
  title: z.string(),
  tasks: z.array(z.enum(TASK_KINDS)).min(1),
  roles: z.partialRecord(z.enum(ROLES), role),
  duration: durationSchema.nullable(),
  fields: z.partialRecord(z.enum(WORDS), z.string()),
  /** Words whose values the model calls otherwise: `{"aspect_ratio": {"16:9": "landscape_16_9"}}`. */
  spellings: z.partialRecord(z.enum(WORDS), z.record(z.string(), z.string())).default({}),
  /** Whether the clip has sound: never, always, by an argument, or nobody says. */
  sound: z.enum(['none', 'always', 'switch', 'unknown']),
  defaults: z.record(z.string(), z.unknown()).default({}),
  arguments: z.array(writtenArgument).default([]),
  /** `arguments` are all that there are: the catalog has more of them, or facts that no longer hold. */
  whole: z.literal(true).exactOptional(),
  rules: z.array(fieldRule).default([]),
  /** What fal says a file in a role must be like. */
  limits: z.partialRecord(z.enum(ROLES), fileLimits).default({}),
  notes: z.array(z.string()).default([]),
  source: z.string().min(1),
  as_of: z.iso.date(),
});

export type PresetBody = Omit<z.output<typeof written>, 'arguments'> & {
  arguments: PresetArgument[];
};
/** One preset, as the rest of `models/` reads it. */
export type Preset = PresetBody & { family: string };

/** The presets that a refusal may name: an array, or one that reads them when there is something to refuse, and of a `kind` only. */
export interface Offered {
  filter(fits: (preset: Preset) => unknown, kind?: TaskKind): Preset[];
}
