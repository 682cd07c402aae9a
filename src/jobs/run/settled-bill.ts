import { type Bill, billFromUnits } from '../../budget/bill.ts';
import { systemClock } from '../../util/clock.ts';
import { within } from '../../util/within.ts';
import type { Job } from '../../store/job.ts';
import type { JobContext } from '../../store/job-context.ts';

/** A price that takes longer is multiplied later: the units are kept. In true time, as all waits for an answer. */
const PRICE_MS = 5_000;

/** The bill that the units of a result's head mean, at fal's unit price. */
export async function billOf(
  context: JobContext,
  { plan }: Job,
  billableUnits: string | null,
  signal: AbortSignal,
): Promise<Bill> {
  const price =
    billableUnits === null
      ? null
      : await within(systemClock, PRICE_MS, context.unitPrice(plan.endpoint_id), signal);
  return billFromUnits(billableUnits, price);
}
