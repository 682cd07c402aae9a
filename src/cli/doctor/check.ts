import { asCall } from '../../next-step.ts';
import type { FalVideoError } from '../../errors.ts';

export type Verdict = 'ok' | 'warn' | 'fail';

/** One line of the doctor's report. */
export interface Finding {
  check: string;
  verdict: Verdict;
  /** What was found, with figures. */
  found: string;
  /** What to do about it; `null` where nothing has to be done. */
  mend: string | null;
}

export const ok = (check: string, found: string): Finding => ({ check, verdict: 'ok', found, mend: null });
export const warn = (check: string, found: string, mend: string): Finding => ({
  check,
  verdict: 'warn',
  found,
  mend,
});
export const fail = (check: string, found: string, mend: string): Finding => ({
  check,
  verdict: 'fail',
  found,
  mend,
});

/** An error of ours as a finding: it says itself what to do. */
export const failedWith = (check: string, { message, next }: FalVideoError): Finding =>
  fail(check, message, next === undefined ? 'Please report it.' : asCall(next));
