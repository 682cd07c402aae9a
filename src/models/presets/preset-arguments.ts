import { z } from 'zod';

const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** One argument of a model, in the few words that a check and an agent need. */
export const presetArgument = z.strictObject({
  name: z.string().min(1),
  type: z.enum(['string', 'number', 'integer', 'boolean', 'array', 'object', 'any']),
  required: z.boolean(),
  /** Left out for the duration: its values follow from the duration rule. */
  allowed: z.array(scalar).min(1).exactOptional(),
  /** An object does as well as a listed value: `{width, height}` in place of `square_hd`. */
  or_object: z.boolean().exactOptional(),
  minimum: z.number().exactOptional(),
  maximum: z.number().exactOptional(),
  /** The longest text, in characters. */
  max_length: z.int().positive().exactOptional(),
  /** The longest list. */
  max_items: z.int().positive().exactOptional(),
  /** fal's own default, not the preset's. */
  default: z.unknown().exactOptional(),
  about: z.string().exactOptional(),
});
export type PresetArgument = z.output<typeof presetArgument>;

/** An argument in a preset's file: what differs from the catalog, or the whole of it where the catalog has none. */
export const writtenArgument = presetArgument.partial({ type: true, required: true });

/** The arguments of the catalog with the preset's corrections over them; what only the preset knows comes last. */
export function mergeArguments(
  known: readonly PresetArgument[],
  written: readonly z.output<typeof writtenArgument>[],
): { merged: PresetArgument[]; problems: { index: number; message: string }[] } {
  const merged = new Map(known.map((each) => [each.name, each]));
  const problems: { index: number; message: string }[] = [];
  const seen = new Set<string>();
  for (const [index, own] of written.entries()) {
    const before = merged.get(own.name);
    const type = own.type ?? before?.type;
    if (seen.has(own.name)) problems.push({ index, message: `"${own.name}" is listed twice` });
    if (type === undefined) {
      problems.push({ index, message: `the catalog has no "${own.name}": give its type` });
      continue;
    }
    seen.add(own.name);
    merged.set(own.name, { ...before, ...own, type, required: own.required ?? before?.required ?? false });
  }
  return { merged: [...merged.values()], problems };
}
