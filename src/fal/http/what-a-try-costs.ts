import { safeText } from '../../util/safe-text.ts';
import type { FalAnswer } from '../types.ts';

/**
 * Whether fal did not bill the run that ended so. Its header decides; without one a failed run may have been billed (a
 * 422 after work was done; fal docs, pricing), and a 5xx never is.
 */
export function saysUnbilled({ http_status, headers }: FalAnswer): boolean {
  const units = headers.billable_units?.trim() ?? '';
  return units === '' ? http_status >= 500 : /^0+(\.0*)?$/.test(units);
}

/** What is known of the bill of a run that failed, and what one more try costs. */
export function triesAgainFor(answer: FalAnswer): string {
  const units = answer.headers.billable_units?.trim() ?? '';
  const bill =
    units !== ''
      ? `fal billed ${safeText(units, 20)} units for this one`
      : saysUnbilled(answer)
        ? 'By its documents fal bills no such failure'
        : 'fal does not say whether it billed this one';
  return `${bill}; one more try is a new job with a bill of its own.`;
}
