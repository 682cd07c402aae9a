import { z } from 'zod';
import type { PresetArgument } from './preset-arguments.ts';

/** `{"from": 3, "to": 15}` or the seconds one by one; read as a list either way. */
const seconds = z.union([
  z
    .strictObject({ from: z.int().positive(), to: z.int().positive() })
    .refine(({ from, to }) => from <= to, 'from is above to')
    .transform(({ from, to }) => Array.from({ length: to - from + 1 }, (_, index) => from + index)),
  z.array(z.number().positive()).min(1),
]);

/** How the seconds of a clip reach a model: in words of its own, in frames, or not at all. */
export const durationSchema = z.discriminatedUnion('spelling', [
  z.strictObject({
    /** `"5"`, `"5s"`, `5`. The wrong type is a 422 at fal. */
    spelling: z.enum(['digits', 'digits-s', 'number']),
    field: z.string(),
    seconds,
    /** What the preset sends; `null` leaves it to fal. */
    default_seconds: z.number().nullable(),
    /** Values that are no length: `"auto"`, or 0 for as long as the input. */
    also: z.array(z.union([z.string(), z.number()])).exactOptional(),
    /** Parts of seconds do, from the first to the second; `seconds` holds the whole ones. */
    between: z.tuple([z.number().positive(), z.number().positive()]).exactOptional(),
    /** fal states no bounds: any length may be asked, `seconds` holds only the usual one. */
    open: z.literal(true).exactOptional(),
  }),
  z.strictObject({
    /** A number of frames: seconds × rate, and `plus` one where the first frame counts. */
    spelling: z.literal('frames'),
    field: z.string(),
    fps: z.number().positive(),
    /** The argument that changes the rate, where there is one. */
    fps_field: z.string().exactOptional(),
    plus: z.int().nonnegative(),
    seconds,
    default_seconds: z.number().nullable(),
    open: z.literal(true).exactOptional(),
  }),
  /** A model with clips of one length and no argument for it. */
  z.strictObject({ spelling: z.literal('fixed'), seconds }),
]);
export type DurationRule = z.output<typeof durationSchema>;
type SpelledRule = Extract<DurationRule, { default_seconds: number | null }>;

/** Whether a clip may be so long. */
export function hasLength(rule: DurationRule, asked: number): boolean {
  if (rule.seconds.includes(asked)) return true;
  if (rule.spelling === 'fixed') return false;
  if (rule.open === true) return asked > 0;
  const [from, to] = (rule.spelling === 'frames' ? undefined : rule.between) ?? [Infinity, 0];
  return asked >= from && asked <= to;
}

/** The argument that holds the length; `null` for a model of one length. */
export function durationField(rule: DurationRule | null): string | null {
  return rule !== null && rule.spelling !== 'fixed' ? rule.field : null;
}

/** Seconds as the model wants them: `"6"`, `"6s"`, `6`, or 97 frames. */
export function spellSeconds(asked: number, rule: SpelledRule, fps?: number): string | number {
  switch (rule.spelling) {
    case 'digits':
      return String(asked);
    case 'digits-s':
      return `${asked}s`;
    case 'number':
      return asked;
    case 'frames':
      return Math.round(asked * (fps ?? rule.fps)) + rule.plus;
  }
}

/** The duration argument with the type and the allowed values that follow from the rule. */
export function withDurations(rule: DurationRule | null, known: PresetArgument[]): PresetArgument[] {
  if (rule === null || rule.spelling === 'fixed') return known;
  return known.map((each) => (each.name === rule.field ? { ...each, ...valuesOf(rule, each) } : each));
}

function valuesOf(rule: SpelledRule, { type: known }: PresetArgument): Partial<PresetArgument> {
  if (rule.spelling === 'frames') return { type: 'integer' };
  if (rule.between !== undefined) {
    const [minimum, maximum] = rule.between;
    return { type: 'number', minimum, maximum };
  }
  const number = known === 'integer' ? known : 'number';
  const type = rule.spelling === 'number' ? number : 'string';
  // Any length may be asked there: `seconds` holds only the usual one.
  if (rule.open === true) return { type };
  const spelled = rule.seconds.map((each) => spellSeconds(each, rule));
  return { type, allowed: [...spelled, ...(rule.also ?? [])] };
}
