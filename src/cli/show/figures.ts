import { formatUsd, microsFromUsd } from '../../util/money.ts';
import { priceRange } from '../../util/price-text.ts';
import type { Layout } from '../command.ts';
import { widthOf } from '../paint.ts';
import { wrap } from '../table.ts';

/** Dollars as the tools give them; `null` is an honest unknown. */
export const usd = (value: number | null | undefined) =>
  value === null || value === undefined ? 'unknown' : formatUsd(Math.round(value * 1_000_000));

/** A price before the fact as the tools give it. */
export const usdRange = (price: Record<'low_usd' | 'expected_usd' | 'high_usd', number | null>) => {
  const micros = (amount: number | null) => (amount === null ? null : microsFromUsd(amount));
  return priceRange({
    low: micros(price.low_usd),
    expected: micros(price.expected_usd),
    high: micros(price.high_usd),
  });
};

/** A bill; with a mark while it is disputed. */
export const billed = (row: { billed_usd: number | null; disputed?: boolean | undefined }) =>
  `${usd(row.billed_usd)}${row.disputed === true ? ' ?' : ''}`;

export const yesNo = (value: boolean) => (value ? 'yes' : 'no');

/** A paragraph in the width of the page. */
export const paragraph = (text: string, { width }: Layout) => wrap(text, width).join('\n');

/** `1.9 MB`. */
export function fileSize(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB'];
  const step = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${step === 0 ? bytes : (bytes / 1000 ** step).toFixed(1)} ${units[step]}`;
}

/** `2026-11-21 00:39`, UTC as in the ledger. */
export const minute = (iso: string) => iso.slice(0, 16).replace('T', ' ');

/** Names and values under each other; a value that is long, or has several lines, keeps to its column. */
export function facts(
  pairs: readonly (readonly [name: string, value: string | null])[],
  page: Layout,
): string {
  const shown = pairs.filter((pair): pair is [string, string] => pair[1] !== null && pair[1] !== '');
  const nameWidth = Math.max(...shown.map(([name]) => widthOf(name)));
  return shown
    .flatMap(([name, value]) =>
      wrap(value, page.width - nameWidth - 4).map((line, index) => {
        const head = (index === 0 ? name : '').padEnd(nameWidth);
        return `  ${page.paint.dim(head)}  ${line}`;
      }),
    )
    .join('\n');
}

const STATUS_COLOURS: Record<string, 'green' | 'red' | 'yellow'> = {
  collected: 'green',
  failed: 'red',
  expired: 'red',
  unknown: 'yellow',
  'not-sent': 'yellow',
  cancelled: 'yellow',
};

export function statusText(status: string, { paint }: Layout): string {
  const colour = STATUS_COLOURS[status];
  return colour === undefined ? paint.cyan(status) : paint[colour](status);
}
