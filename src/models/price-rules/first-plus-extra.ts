import { z } from 'zod';
import { excess, fraction } from '../../util/fraction.ts';
import { modified, modifiersShape } from './modifiers.ts';
import { type PriceRule, ruleOf } from './price-rule.ts';
import { lengthOf } from './seconds.ts';
import { secondsSchema } from './seconds-schema.ts';
import { exactly, mapSpan, plus, times } from './span.ts';
import { inDollars, money } from './values.ts';

/** A price for the first seconds, whole even when the clip is shorter, and a rate for each further one. */
export const firstPlusExtra = z
  .strictObject({
    kind: z.literal('first_plus_extra'),
    first_seconds: z.number().positive(),
    first_price: money,
    extra_per_second: money,
    seconds: secondsSchema,
    ...modifiersShape,
  })
  .transform((rule): PriceRule => {
    const first = `${inDollars(rule.first_price)} for the first ${rule.first_seconds} s`;
    const extra = inDollars(rule.extra_per_second);
    return ruleOf(`${first}, then ${extra}/s`, (call) => {
      const { seconds, words } = lengthOf(rule.seconds, call);
      const beyond = mapSpan(seconds, (value) => excess(value, fraction(rule.first_seconds)));
      return modified(
        {
          usd: plus(exactly(rule.first_price), times(beyond, exactly(rule.extra_per_second))),
          words: `${words}: ${first}, ${extra} for each further one`,
        },
        rule,
        call,
        { seconds },
      );
    });
  });
