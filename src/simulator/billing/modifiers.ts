import { amount, type BilledCall, hasVideo, picturesNamed, same } from './call.ts';
import type { Adder, ListedCondition, Factor, Rule } from './rule.ts';

/** Dollars with every factor and surcharge that applies; `made` pictures come out. */
export function withModifiers(
  usd: number,
  rule: Rule,
  call: BilledCall,
  { seconds = 0, made = 1 } = {},
): number {
  const product = (rule.multiply ?? []).reduce((sum, each) => sum * factorOf(each, call, seconds), usd);
  return (rule.add ?? []).reduce((sum, each) => sum + each.usd * unitsOf(each, call, made), product);
}

export function conditionHolds(when: ListedCondition, call: BilledCall, seconds = 0): boolean {
  const given = when.argument === undefined ? undefined : call.args[when.argument];
  if (when.is !== undefined) return given !== undefined && same(given, when.is);
  if (when.above !== undefined) return (amount(given) ?? 0) > when.above;
  if (when.input_video === true) return hasVideo(call);
  if (when.input_video_above !== undefined) return (call.video?.seconds ?? 0) > when.input_video_above;
  return seconds > (when.billed_seconds_above ?? Infinity);
}

function factorOf(each: Factor, call: BilledCall, seconds: number): number {
  if ('factor' in each) return conditionHolds(each.when, call, seconds) ? each.factor : 1;
  return Math.max(1, (amount(call.args[each.argument]) ?? 0) / each.beyond);
}

function unitsOf(each: Adder, call: BilledCall, made: number): number {
  if (each.disputed === true || (each.when !== undefined && !conditionHolds(each.when, call))) return 0;
  const pictures = Math.max(picturesNamed(call.args), each.at_least ?? 0);
  const beyond = (amountIn: number) => Math.max(0, amountIn - (each.free ?? 0));
  switch (each.per) {
    case 'request or picture':
      return made;
    case 'input picture':
      return beyond(pictures) * made;
    case '1000 reference tokens':
      return beyond(pictures * (each.tokens_per_picture ?? 0)) / 1000;
    default:
      return 1;
  }
}
