import type { Measured, MeasureDefinition } from '../../../media/measure-types.ts';
import type { ReportCell } from '../../report-data.ts';
import { formatUsd } from '../../../util/money.ts';
import { priceRange } from '../../../util/price-text.ts';

/** Figures as people read them; what is not known is a dash, never a nought. */
export const UNKNOWN = '–';

export const usdOfMicros = (micros: number | null) => (micros === null ? UNKNOWN : formatUsd(micros));

export function seconds(value: number | null): string {
  if (value === null) return UNKNOWN;
  if (value >= 90) return `${Math.floor(value / 60)} min ${Math.round(value % 60)} s`;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} s`;
}

/** Three figures that count; very small ones with an exponent. */
export function figure(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 0.0005) return value.toExponential(1).replace('e', ' e');
  return String(size >= 1000 ? Math.round(value) : Number(value.toPrecision(3)));
}

export function measured(result: Measured | undefined, { unit }: MeasureDefinition): string {
  if (result === undefined || result.value === null) return UNKNOWN;
  return unit === '1' ? figure(result.value) : `${figure(result.value)} ${unit}`;
}

export function estimateText({ estimate }: ReportCell): string {
  const { low, expected, high } = estimate;
  const range = priceRange(estimate);
  return expected === null || high === null || low === high ? range : `${usdOfMicros(expected)} (${range})`;
}

export function jsonText(value: unknown): string {
  if (value === undefined) return UNKNOWN;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export const count = (many: number, noun: string) => `${many} ${noun}${many === 1 ? '' : 's'}`;

export function dayAndTime(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime())
    ? iso
    : date.toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
}
