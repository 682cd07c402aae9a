import { openFalVideo } from '../../src/fal-video.ts';
import { request } from '../../test/support/requests.ts';
import { HURRIED, PATIENT } from '../../test/support/hurried.ts';

/**
 * One process of the crash campaign: asks for the same job again, by its idempotency key, and carries it to
 * its end. The crash itself is in `crash-hook.ts`, loaded before this; the program knows nothing of it.
 */
const video = await openFalVideo({ clock: HURRIED, timeouts: PATIENT });
const job = await video.start(request({ idempotency_key: 'the-one', batch: 'crash' }));
// Whoever calls again asks: what a full disk stopped is tried at once, and not when the pause before the next try is over.
await video.jobs.wait([job.job_id], { ms: 20_000_000, until: 'end', again: true });
if (process.env['NEVER_ARRIVED'] !== undefined) await video.jobs.resolveUnknown(job.job_id, 'never-arrived');
const problem = video.jobs.problem(job.job_id)?.message ?? null;
await video.jobs.recover();
const end = await video.jobs.get(job.job_id);
await video.close();
console.log(JSON.stringify({ state: end.state, problem }));
process.exit(end.state === 'collected' ? 0 : 1);
