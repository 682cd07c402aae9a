import { recordError } from '../errors.ts';
import { formatUsd, type Micros } from '../util/money.ts';

/** A job of which the record has lost something. */
export interface Gap {
  job_id: string;
  /** The dearest that the witnesses count it as; `null` where none of them can say. */
  counts: Micros | null;
  /** Of how many events the best of them speaks. */
  revision: number;
}

/** One line for whoever reads a project whose journal has lost something. */
export function sayGaps(gaps: readonly Gap[]): string {
  const names = gaps.slice(0, 3).map(({ job_id }) => job_id);
  const more = gaps.length > names.length ? `, and ${gaps.length - names.length} more` : '';
  const known = gaps.flatMap(({ counts }) => counts ?? []).reduce((sum, micros) => sum + micros, 0);
  const jobs = gaps.length === 1 ? '1 job' : `${gaps.length} jobs`;
  return (
    `The journal has lost something of ${jobs} that the ledger or the run files know ` +
    `(${names.join(', ')}${more}; ${formatUsd(known)} as far as they say). Nothing is spent until it is repaired.`
  );
}

export const REPAIR =
  'Let the user run `fal-video ledger --repair`: it shows what can be written anew, and asks before it does. Bringing the journal itself back fixes it, too.';

export function refuseIfBehind(gaps: readonly Gap[]): void {
  if (gaps.length === 0) return;
  throw recordError({ code: 'JOURNAL_BEHIND', message: sayGaps(gaps), next: REPAIR });
}
