import { type BilledCall, hasVoice, noPrice, plain } from './call.ts';
import type { Figures, Table } from './rule.ts';

/** The dollars of the row that these arguments name; of several that may be meant, the dearest. */
export function rateOf(table: Table, figures: Figures, call: Asked): number {
  const { keys = [], promo } = table;
  const runs = promo !== undefined && figures === table.rates && (call.today ?? '9') <= promo.until;
  const rows = Object.entries(runs ? promo.rates : figures).map(([name, usd]) => ({
    cells: name.split('|'),
    usd,
  }));
  const left = keys.reduce<Row[]>((some, key, column) => {
    const value = call.args[key] ?? table.defaults?.[key] ?? call.standard?.[key];
    const isAsked = call.args[key] !== undefined || table.defaults?.[key] !== undefined;
    if (value === undefined) return some;
    const found = named(some, column, value, key === table.voice_key && hasVoice(call.args));
    if (found.length === 0 && isAsked && table.others_as_dearest !== true)
      noPrice(`${key} ${plain(value)} has no price`);
    return found.length === 0 ? some : found;
  }, rows);
  return Math.max(...left.map(({ usd }) => usd));
}

type Asked = Pick<BilledCall, 'args'> & Partial<Pick<BilledCall, 'today' | 'standard'>>;

interface Row {
  cells: readonly string[];
  usd: number;
}

function named(rows: readonly Row[], column: number, value: unknown, voice: boolean): Row[] {
  const at = (name: string) => rows.filter(({ cells }) => plain(cells[column]) === name);
  const spoken = voice ? at(`${plain(value)}+voice`) : [];
  return spoken.length > 0 ? spoken : at(plain(value));
}

/** A figure by one argument alone. */
export const figureBy = (key: string, figures: Figures, defaults: Table['defaults'], call: BilledCall) =>
  rateOf({ keys: [key], ...(defaults === undefined ? {} : { defaults }) }, figures, call);
