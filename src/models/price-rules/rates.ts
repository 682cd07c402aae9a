import { z } from 'zod';
import { between, exactly, type Span } from './span.ts';
import { type Call, notPriced } from './price-rule.ts';
import { asText, inDollars, money, plainValue, spelling, spellingOf } from './values.ts';

/**
 * A table of rates: the values of `keys`, joined by `|`, name the row. No keys: one row named `""`, or a row for each
 * source where they differ, named after it; the dearest is counted with.
 */
export const ratesShape = {
  keys: z.array(z.string()),
  /** What fal assumes when an argument is absent. */
  defaults: z.record(z.string(), plainValue),
  /** Keys whose default is printed nowhere: the dearest row is counted. */
  defaults_unknown: z.array(z.string()).exactOptional(),
  /** The key whose value may carry `+voice`: it does when the arguments use voice control. */
  voice_key: z.string().exactOptional(),
  /** Values outside the table have one of its prices, which one is not printed. */
  others_as_dearest: z.literal(true).exactOptional(),
  /** Other rates until a day, that day included. */
  promo: z.strictObject({ until: z.iso.date(), rates: z.record(z.string(), money) }).exactOptional(),
};
export const ratesSchema = z
  .record(z.string(), money)
  .refine((rates) => Object.keys(rates).length > 0, 'no rates');

export interface RateTable {
  keys: string[];
  defaults: Record<string, unknown>;
  defaults_unknown?: string[];
  voice_key?: string;
  others_as_dearest?: true;
  promo?: { until: string; rates: Record<string, number> };
  rates: Record<string, number>;
}

/** Every key needs a default or a word that there is none, and every row a value for each key. */
export function checkKeys(table: RateTable, context: z.core.$RefinementCtx): void {
  const complain = (message: string, ...path: string[]) =>
    context.addIssue({ code: 'custom', message, path, input: table });
  for (const key of table.keys) {
    const known = key in table.defaults;
    const unknown = table.defaults_unknown?.includes(key) ?? false;
    if (known === unknown) complain(`${key} must stand in defaults or in defaults_unknown`, 'defaults');
  }
  for (const key of table.defaults_unknown ?? []) {
    if (!table.keys.includes(key)) complain(`${key} is not among the keys`, 'defaults_unknown');
  }
  for (const row of [...Object.keys(table.rates), ...Object.keys(table.promo?.rates ?? {})]) {
    if (table.keys.length > 0 && row.split('|').length !== table.keys.length) {
      complain(`${row} does not name a value for each of the keys`, 'rates');
    }
  }
}

export interface Rate {
  usd: Span;
  /** In dollars, without any promotion. */
  dearest: number;
  /** `resolution 720p, generate_audio false`; empty when there is nothing to choose. */
  words: string;
}

/** The rate for these arguments; the dearest of the rows that may apply is counted with. */
export function rateFor(table: RateTable, call: Call): Rate {
  const { row: list, words } = choose(table, table.rates, call);
  const dearest = Math.max(...list);
  const full = between(Math.min(...list), dearest);
  const { promo } = table;
  const { today } = call.known;
  if (promo === undefined || (today !== undefined && today > promo.until)) {
    return { usd: full, dearest, words: words.join(', ') };
  }
  const reduced = Math.min(...choose(table, promo.rates, call).row);
  const low = exactly(reduced).least;
  const note = `${inDollars(reduced)} in a promotion until ${promo.until}`;
  return {
    usd: { least: low, likely: today === undefined ? full.likely : low, most: full.most },
    dearest,
    words: [...words, note].join(', '),
  };
}

function choose(table: RateTable, rates: Record<string, number>, { args }: Call) {
  let rows = Object.entries(rates).map(([name, rate]) => ({ cells: name.split('|'), rate }));
  const words: string[] =
    table.keys.length === 0 && rows.length > 1
      ? rows.map(({ cells, rate }) => `${inDollars(rate)} by ${cells[0]}`)
      : [];
  for (const [column, key] of table.keys.entries()) {
    const value = args[key] ?? table.defaults[key];
    if (value === undefined) {
      words.push(`${key} unknown, the dearest assumed`);
      continue;
    }
    const shown = asText(value);
    const named = (name: string) => rows.filter(({ cells }) => spellingOf(cells[column] ?? '') === name);
    const voiced = key === table.voice_key && usesVoice(args) ? named(`${spelling(value)}+voice`) : [];
    const found = voiced.length > 0 ? voiced : named(spelling(value));
    if (found.length === 0 && table.others_as_dearest === true) {
      words.push(`no price is printed for ${key} ${shown}, the dearest assumed`);
      continue;
    }
    if (found.length === 0) {
      const printed = [...new Set(rows.map(({ cells }) => cells[column]))].join(', ');
      notPriced(`no price is printed for ${key} ${shown} (only for ${printed})`);
    }
    rows = found;
    words.push(`${key} ${shown}${voiced.length > 0 ? ' with voice control' : ''}`);
  }
  return { row: rows.map(({ rate }) => rate), words };
}

/** `$0.017 to $0.045/s by resolution`. */
export function summaryOf({ rates, keys }: Pick<RateTable, 'rates' | 'keys'>, unit: string): string {
  const all = Object.values(rates);
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const by = keys.length === 0 ? '' : ` by ${keys.join(' and ')}`;
  return least === most
    ? `${inDollars(least)}${unit}`
    : `${inDollars(least)} to ${inDollars(most)}${unit}${by}`;
}

/** ` (resolution 720p)`, or nothing. */
export const inBrackets = (words: string) => (words === '' ? '' : ` (${words})`);

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
