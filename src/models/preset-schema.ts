import { z } from 'zod';
import { presetProblems } from './preset-problems.ts';
import { spellSeconds } from './spell-seconds.ts';
import { ROLES, TASK_KINDS } from './types.ts';

/**
 * The shape of `presets/<family>.json`: how the words of a task become the arguments of one endpoint. It is
 * strict, and checks that the parts of a preset agree, so that a typo is found when the file is read.
 */

/** The words of a task that a preset may map to an argument. Pictures and the duration have their own members. */
export const WORDS = [
  'prompt',
  'negative_prompt',
  'resolution',
  'aspect_ratio',
  'seed',
  'audio',
  'enhance_prompt',
] as const;
export type Word = (typeof WORDS)[number];

const scalar = z.union([z.string(), z.number(), z.boolean()]);

const argument = z.strictObject({
  name: z.string().min(1),
  type: z.enum(['string', 'number', 'integer', 'boolean', 'array', 'object']),
  required: z.boolean(),
  /** Left out for the duration: its values follow from `duration.seconds`. */
  allowed: z.array(scalar).min(1).exactOptional(),
  minimum: z.number().exactOptional(),
  maximum: z.number().exactOptional(),
  /** fal's own default, not the preset's. */
  default: z.unknown().exactOptional(),
  about: z.string().exactOptional(),
});

const duration = z.strictObject({
  field: z.string(),
  spelling: z.enum(['digits', 'digits-s', 'number']),
  seconds: z.array(z.number().positive()).min(1),
  default_seconds: z.number(),
});

/** Rules between fields, which fal states in prose only. A new kind is a member here and a case in field-rules.ts. */
const fieldRule = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('one_of'),
    fields: z.array(z.string()).min(2),
    required: z.boolean(),
    why: z.string(),
  }),
  z.strictObject({
    kind: z.literal('sum_at_most'),
    field: z.string(),
    member: z.string(),
    member_default: z.number(),
    most: z.number(),
    why: z.string(),
  }),
]);
export type FieldRule = z.output<typeof fieldRule>;

const preset = z
  .strictObject({
    alias: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/),
    endpoint_id: z.string(),
    title: z.string(),
    tasks: z.array(z.enum(TASK_KINDS)).min(1),
    roles: z.partialRecord(
      z.enum(ROLES),
      z.strictObject({ field: z.string(), required: z.boolean(), many: z.boolean().exactOptional() }),
    ),
    duration: duration.nullable(),
    fields: z.partialRecord(z.enum(WORDS), z.string()),
    /** Whether the clip has sound: never, always, or by an argument. */
    sound: z.enum(['none', 'always', 'switch']),
    defaults: z.record(z.string(), z.unknown()),
    arguments: z.array(argument).min(1),
    rules: z.array(fieldRule),
    notes: z.array(z.string()),
    source: z.string().min(1),
    as_of: z.iso.date(),
  })
  .transform((written) => ({ ...written, arguments: withDurations(written) }))
  .superRefine((written, context) => {
    for (const { path, message } of presetProblems(written)) {
      context.addIssue({ code: 'custom', path, message });
    }
  });

export const presetFileSchema = z
  .strictObject({ family: z.string().min(1), presets: z.array(preset).min(1) })
  .transform(({ family, presets }) => presets.map((each) => ({ family, ...each })));

/** One preset, as the rest of `models/` reads it. */
export type Preset = z.output<typeof presetFileSchema>[number];
export type PresetBody = Omit<Preset, 'family'>;
export type PresetArgument = Preset['arguments'][number];

/** The duration argument with its allowed values written out. */
function withDurations(written: {
  duration: z.output<typeof duration> | null;
  arguments: z.output<typeof argument>[];
}) {
  const rule = written.duration;
  if (rule === null) return written.arguments;
  return written.arguments.map((each) =>
    each.name === rule.field
      ? { ...each, allowed: rule.seconds.map((seconds) => spellSeconds(seconds, rule.spelling)) }
      : each,
  );
}
