import { z } from 'zod';

const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** Rules between fields, which fal states in prose only. A new kind is a member here and a case in field-rules.ts. */
export const fieldRule = z.discriminatedUnion('kind', [
  /** At most one of them; exactly one where it is required. */
  z.strictObject({
    kind: z.literal('one_of'),
    fields: z.array(z.string()).min(2),
    required: z.boolean(),
    why: z.string(),
  }),
  /** One of them at least. */
  z.strictObject({ kind: z.literal('any_of'), fields: z.array(z.string()).min(2), why: z.string() }),
  /** The members of a list add up to at most this much, and `total` holds their sum. */
  z.strictObject({
    kind: z.literal('sum_at_most'),
    field: z.string(),
    member: z.string(),
    member_default: z.number(),
    most: z.number(),
    total: z.string().exactOptional(),
    why: z.string(),
  }),
  /** Refused when every field has one of its values; `"given"` stands for any value. */
  z.strictObject({
    kind: z.literal('not_together'),
    values: z.record(z.string(), z.union([z.literal('given'), z.array(scalar).min(1)])),
    why: z.string(),
  }),
  /** How many items the lists hold together. */
  z.strictObject({
    kind: z.literal('count'),
    fields: z.array(z.string()).min(1),
    least: z.int().positive().exactOptional(),
    most: z.int().positive().exactOptional(),
    why: z.string(),
  }),
]);
export type FieldRule = z.output<typeof fieldRule>;

/** The arguments that a rule speaks of. */
export function fieldsOf(rule: FieldRule): string[] {
  switch (rule.kind) {
    case 'one_of':
    case 'any_of':
    case 'count':
      return rule.fields;
    case 'not_together':
      return Object.keys(rule.values);
    case 'sum_at_most':
      return rule.total === undefined ? [rule.field] : [rule.field, rule.total];
  }
}
