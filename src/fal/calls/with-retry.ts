import { falsNow } from '../http/clock-skew.ts';
import { pause } from '../http/pause.ts';
import { type CallKind, retryDecision, type Tried } from '../http/retry.ts';
import type { Wire } from '../wire.ts';

/** Tries until the policy says that it is enough, and hands back what the last try brought. */
export async function withRetry<T>(
  wire: Pick<Wire, 'clock' | 'skew' | 'random'>,
  call: CallKind,
  signal: AbortSignal | undefined,
  attempt: () => Promise<{ tried: Tried; value: T }>,
  onRetry?: (value: T) => void,
): Promise<T> {
  for (let number = 1; ; number++) {
    const { tried, value } = await attempt();
    const decision = retryDecision(call, number, tried, falsNow(wire), wire.random());
    if (!decision.retry) return value;
    onRetry?.(value);
    await pause(wire.clock, decision.delayMs, signal);
  }
}
