import { z } from 'zod';
import { condition, conditionText, holds, type Holds } from './conditions.ts';
import { divide, type Fraction, fraction, larger } from '../../util/fraction.ts';
import { type Call, notPriced, type Price } from './price-rule.ts';
import { exactly, plus, type Span, spanText, times } from './span.ts';
import {
  asText,
  bringsVideo,
  inDollars,
  money,
  picturesIn,
  plainValue,
  readAmount,
  spelling,
  type PlainValue,
} from './values.ts';

const positive = z.number().positive();

const multiplier = z.union([
  /** `assumed`: likely, but not printed, so that the price is a guess. */
  z.strictObject({ when: condition, factor: positive, assumed: z.literal(true).exactOptional() }),
  /** The argument's value / `beyond`, where it is larger. */
  z.strictObject({ argument: z.string(), beyond: positive }),
]);

const adder = z.strictObject({
  usd: money,
  per: z.enum(['request', 'request or picture', 'input picture', '1000 reference tokens']),
  when: condition.exactOptional(),
  /** How many of the unit are free. */
  free: z.int().positive().exactOptional(),
  /** How many there are at least: the model cannot do without. */
  at_least: z.int().positive().exactOptional(),
  tokens_per_picture: z.int().positive().exactOptional(),
  /** It is printed, and a bill has come without it: the high figure alone counts it. */
  disputed: z.literal(true).exactOptional(),
});
type Adder = z.output<typeof adder>;

const unseen = z.union([
  /** `seen`: what the price is for, fal's default first. Without it every value that is given is another. */
  z.strictObject({ argument: z.string(), seen: z.array(plainValue).min(1).exactOptional() }),
  /** Whatever the arguments. */
  z.strictObject({ why: z.string().min(1) }),
]);
type Unseen = z.output<typeof unseen>;

/** What may change a price besides its rate. */
export const modifiersShape = {
  /** What may change the price by nobody knows how much: it is a guess then, without bounds. */
  unseen: z.array(unseen).min(1).exactOptional(),
  multiply: z.array(multiplier).exactOptional(),
  add: z.array(adder).exactOptional(),
  /** Calls that the price list does not cover. */
  limits: z
    .array(z.strictObject({ when: z.array(condition).min(1), why: z.string().min(1) }))
    .exactOptional(),
};

export interface Modifiers {
  unseen?: Unseen[];
  multiply?: z.output<typeof multiplier>[];
  add?: Adder[];
  limits?: { when: z.output<typeof condition>[]; why: string }[];
}

/** The price with everything that changes it, factors first. `made` is the number of pictures that come out. */
export function modified(
  base: Price,
  rule: Modifiers,
  call: Call,
  { seconds, made = exactly(1) }: { seconds?: Span; made?: Span } = {},
): Price {
  for (const { when, why } of rule.limits ?? []) {
    if (when.every((test) => holds(test, call, seconds) === 'yes')) notPriced(`no price is printed: ${why}`);
  }
  let { usd: sum, words } = base;
  const open = [...unseenIn(rule.unseen ?? [], call), ...(base.open === undefined ? [] : [base.open])];
  for (const each of rule.multiply ?? []) {
    const { factor, why } = 'factor' in each ? factorOf(each, call, seconds) : ratioOf(each, call);
    sum = times(sum, factor);
    words += why;
    if ('assumed' in each && why !== '')
      open.push(`the factor for ${conditionText(each.when)} is not printed`);
  }
  for (const each of rule.add ?? []) {
    const units = unitsOf(each, call, made);
    if (units.most.top === 0n) continue;
    sum = plus(sum, times(exactly(each.usd), units));
    const per = each.when === undefined ? each.per : conditionText(each.when);
    words += ` + ${inDollars(each.usd)} × ${spanText(units)} (${per})`;
  }
  return { usd: sum, words, ...(open.length === 0 ? {} : { open: open.join('; ') }) };
}

/** Why the price is a guess, for each thing that makes it one. */
function unseenIn(all: readonly Unseen[], { args }: Call): string[] {
  const others = all.flatMap((each) =>
    'argument' in each && isOther(args[each.argument], each.seen)
      ? [`${each.argument} ${asText(args[each.argument])}`]
      : [],
  );
  const reasons = all.flatMap((each) => ('why' in each ? [each.why] : []));
  if (others.length === 0) return reasons;
  const change = others.length === 1 ? 'changes' : 'change';
  return [...reasons, `how ${others.join(', ')} ${change} the price is not printed`];
}

const isOther = (given: unknown, seen: readonly PlainValue[] = []) =>
  given !== undefined && !seen.some((value) => spelling(value) === spelling(given));

function factorOf(
  { when, factor }: Extract<z.output<typeof multiplier>, { factor: number }>,
  call: Call,
  seconds: Span | undefined,
): { factor: Span; why: string } {
  const found = holds(when, call, seconds);
  if (found === 'no') return { factor: exactly(1), why: '' };
  const sure = found === 'yes';
  return {
    factor: sure ? exactly(factor) : spanOf(1, factor),
    why: ` × ${factor}${sure ? ' for ' : ' if '}${conditionText(when)}`,
  };
}

/** Either of two factors; the dearer is counted with. */
const spanOf = (one: number, other: number): Span => ({
  ...exactly(Math.max(one, other)),
  least: fraction(Math.min(one, other)),
});

function ratioOf({ argument, beyond }: { argument: string; beyond: number }, { args }: Call) {
  const given = args[argument];
  const value =
    given === undefined ? beyond : (readAmount(given) ?? notPriced(`${argument} is not a number`));
  if (value <= beyond) return { factor: exactly(1), why: '' };
  return {
    factor: exactly(divide(fraction(value), fraction(beyond))),
    why: ` × ${value}/${beyond} (${argument})`,
  };
}

function unitsOf(each: Adder, call: Call, made: Span): Span {
  const applies: Holds = each.when === undefined ? 'yes' : holds(each.when, call);
  if (applies === 'no') return exactly(0);
  const units = countOf(each, call, made);
  const sure = applies === 'yes' && each.disputed !== true;
  return sure ? units : { ...units, least: fraction(0), likely: fraction(0) };
}

function countOf(
  { per, free = 0, at_least = 0, tokens_per_picture = 0 }: Adder,
  call: Call,
  made: Span,
): Span {
  const pictures = Math.max(picturesIn(call.args), at_least);
  switch (per) {
    case 'request':
      return exactly(1);
    case 'request or picture':
      return { ...made, least: fraction(1), most: larger(made.most, fraction(1)) };
    case 'input picture':
      return times(exactly(Math.max(0, pictures - free)), made);
    case '1000 reference tokens':
      if (bringsVideo(call.args)) notPriced('how many reference tokens a video counts is not printed');
      return exactly(thousands(Math.max(0, pictures * tokens_per_picture - free)));
  }
}

const thousands = (count: number): Fraction => divide(fraction(count), fraction(1000));
