import { formatUsd } from '../../util/money.ts';
import type { Page } from '../command.ts';
import { widthOf } from '../paint.ts';
import { wrap } from '../table.ts';

/** Dollars as the tools give them; `null` is an honest unknown. */
export const usd = (value: number | null | undefined) =>
  value === null || value === undefined ? 'unknown' : formatUsd(Math.round(value * 1_000_000));

export const yesNo = (value: boolean) => (value ? 'yes' : 'no');

/** `1.9 MB`. */
export function fileSize(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB'];
  const step = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${step === 0 ? bytes : (bytes / 1000 ** step).toFixed(1)} ${units[step]}`;
}

/** Whole seconds as a span where they are one: `3-15`, `6, 10`. */
export function span(values: readonly number[] | null): string {
  if (values === null || values.length === 0) return 'any';
  const [first = 0] = values;
  const isRun = values.length > 2 && values.every((value, index) => value === first + index);
  return isRun ? `${first}-${values.at(-1)}` : values.join(', ');
}

/** `2026-11-21 00:39`, UTC as in the ledger. */
export const minute = (iso: string) => iso.slice(0, 16).replace('T', ' ');

/** Names and values under each other; a value that is long, or has several lines, keeps to its column. */
export function facts(pairs: readonly (readonly [name: string, value: string | null])[], page: Page): string {
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

export function statusText(status: string, { paint }: Page): string {
  const colour = STATUS_COLOURS[status];
  return colour === undefined ? paint.cyan(status) : paint[colour](status);
}
