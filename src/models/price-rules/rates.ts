import { z } from 'zod';
import { formatUsd, microsFromUsd } from '../../util/money.ts';
import { safeText } from '../../util/safe-text.ts';
import type { Unknown } from './price-rule.ts';

/** A table of rates: the values of `keys`, joined by `|`, name the row. No keys: one row named `""`. */
export const ratesShape = {
  keys: z.array(z.string()),
  /** What fal assumes when an argument is absent. A key without a default counts as the dearest row. */
  defaults: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  /** The key whose value may carry `+voice`: it does when the arguments use voice control. */
  voice_key: z.string().exactOptional(),
};
export const ratesSchema = z.record(z.string(), z.number().nonnegative());

interface RateTable {
  keys: string[];
  defaults: Record<string, unknown>;
  voice_key?: string;
  rates: Record<string, number>;
}

export interface Rate {
  /** The cheapest row that may apply, and the dearest, which is the one to count with. */
  least: number;
  most: number;
  /** `resolution 720p, generate_audio false`; empty when there is nothing to choose. */
  words: string;
}

/** The row for these arguments, in USD per unit. Values are compared without case. */
export function rateFor(table: RateTable, args: Record<string, unknown>): Rate | Unknown {
  let rows = Object.entries(table.rates).map(([name, rate]) => ({ cells: name.toLowerCase().split('|'), rate }));
  const words: string[] = [];
  for (const [column, key] of table.keys.entries()) {
    const value = args[key] ?? table.defaults[key];
    if (value === undefined) {
      words.push(`${key} unknown, the dearest assumed`);
      continue;
    }
    const plain = safeText(String(value), 40);
    const voiced = `${plain}+voice`.toLowerCase();
    const withVoice =
      key === table.voice_key && usesVoice(args) && rows.some(({ cells }) => cells[column] === voiced);
    const wanted = withVoice ? voiced : plain.toLowerCase();
    const printed = [...new Set(rows.map(({ cells }) => cells[column]))];
    rows = rows.filter(({ cells }) => cells[column] === wanted);
    if (rows.length === 0) {
      return { unknown: `no price is printed for ${key} ${plain} (only for ${printed.join(', ')})` };
    }
    words.push(`${key} ${plain}${withVoice ? ' with voice control' : ''}`);
  }
  const rates = rows.map(({ rate }) => rate);
  return { least: Math.min(...rates), most: Math.max(...rates), words: words.join(', ') };
}

/** `$0.017 to $0.045/s by resolution`. */
export function summaryOf({ rates, keys }: Pick<RateTable, 'rates' | 'keys'>, unit: string): string {
  const all = Object.values(rates);
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const by = keys.length === 0 ? '' : ` by ${keys.join(' and ')}`;
  return least === most ? `${usd(least)}${unit}` : `${usd(least)} to ${usd(most)}${unit}${by}`;
}

export const usd = (amount: number) => formatUsd(microsFromUsd(amount));

/** Kling: `voice_ids`, or an element with a `voice_id` (fal's page of Kling 3 Pro, 2026-10-02). */
function usesVoice({ voice_ids, elements }: Record<string, unknown>): boolean {
  if (Array.isArray(voice_ids) && voice_ids.length > 0) return true;
  return (
    Array.isArray(elements) &&
    elements.some((element) => typeof element === 'object' && element !== null && Boolean(element.voice_id))
  );
}
