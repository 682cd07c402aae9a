import { newId } from '../../util/ids.ts';
import type { JobContext } from '../../store/job-context.ts';
import { admit, spentOf, standingOf } from './admit.ts';
import type { Plan } from './planner.ts';

/** The money of a plan, kept for its steps: each draws its part when it is begun. */
export interface Reservation {
  experiment: string;
  hold_id: string;
}

/**
 * Reserves the money of a whole plan in one step under the journal's lock, before its first job: the quote is
 * checked and the caps are held against everything else. `null` where it needs its quote first. The caller holds the
 * claim of the experiment. An experiment that has a folder keeps that one.
 */
export async function reserve(
  { store, clock, project }: JobContext,
  { scope, steps }: Plan,
  experiment: string,
  batch: string,
  secret: Buffer,
  quoteId?: string,
): Promise<Reservation | null> {
  return await store.transact(async (records, _, append) => {
    const now = clock.now();
    const standing = standingOf(steps, scope, await spentOf(records, scope, now), project.config, now, true);
    if (!(await admit(standing, scope, quoteId, secret, records, now))) return null;
    const hold_id = newId('hold');
    const quote_id = standing.asked.length === 0 ? null : (quoteId ?? null);
    // What is not known was refused above.
    const parts = steps.map(({ plan, reserved }) => ({
      key: plan.idempotency_key ?? '',
      reserved_micros: reserved ?? 0,
    }));
    await append({ type: 'held', experiment, hold_id, batch, quote_id, parts });
    return { experiment, hold_id };
  });
}

/** Gives back what is reserved for jobs that were not begun. */
export async function release({ store }: JobContext, { experiment, hold_id }: Reservation): Promise<void> {
  await store.transact(async (records, _, append) => {
    if ((await records.account(experiment))?.open?.hold_id !== hold_id) return;
    await append({ type: 'hold-released', experiment, hold_id });
  });
}

/** Gives back what runs have reserved that died: their claim is free, and nobody is going to begin those jobs. */
export async function releaseDead(context: JobContext): Promise<void> {
  for (const { experiment, open } of await context.store.openAccounts()) {
    if (open === null) continue;
    const claim = await context.claims.take({ experiment });
    if (claim === null) continue;
    try {
      await release(context, { experiment, hold_id: open.hold_id });
    } finally {
      await claim.release();
    }
  }
}
