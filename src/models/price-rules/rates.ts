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
  let rows = Object.entries(table.rates).map(([name, rate]) => ({
    cells: name.toLowerCase().split('|'),
    rate,
  }));
  const words: string[] = [];
  for (const [column, key] of table.keys.entries()) {
    const value = args[key] ?? table.defaults[key];
    if (value === undefined) {
      words.push(`${key} unknown, the dearest assumed`);
      continue;
    }
    const plain = asText(value);
    const named = (name: string) =>
      rows.filter(({ cells }) => cells[column]?.toLowerCase() === name.toLowerCase());
    const voiced = key === table.voice_key && usesVoice(args) ? named(`${plain}+voice`) : [];
    const found = voiced.length > 0 ? voiced : named(plain);
    if (found.length === 0) {
      const printed = [...new Set(rows.map(({ cells }) => cells[column]))].join(', ');
      return { unknown: `no price is printed for ${key} ${plain} (only for ${printed})` };
    }
    rows = found;
    words.push(`${key} ${plain}${voiced.length > 0 ? ' with voice control' : ''}`);
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

/** A value of an argument as the tables spell it. */
export const asText = (value: unknown) =>
  safeText(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''), 40);

export const usd = (amount: number) => formatUsd(microsFromUsd(amount));

/** Kling: `voice_ids`, or an element with a `voice_id` (fal's page of Kling 3 Pro, 2026-10-02). */
function usesVoice({ voice_ids, elements }: Record<string, unknown>): boolean {
  if (Array.isArray(voice_ids) && voice_ids.length > 0) return true;
  return (
    Array.isArray(elements) &&
    elements.some(
      (element: unknown) => typeof element === 'object' && element !== null && 'voice_id' in element,
    )
  );
}
