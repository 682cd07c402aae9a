import { openFalVideo } from '../../src/fal-video.ts';
import { HURRIED, PATIENT } from '../../test/support/hurried.ts';
import { ALL_FIVE, request } from '../../test/support/requests.ts';

/**
 * One of the processes of the crowd: runs its jobs a few at a time; a full cap refuses, and is counted. A journal that is
 * lost ends its work: nothing is spent until somebody has repaired it.
 */
const name = process.argv[2] ?? '';
const count = Number(process.argv[3]);
const video = await openFalVideo({ clock: HURRIED, timeouts: PATIENT });
let refused = 0;
const mine: string[] = [];
for (let index = 0; index < count; index++) {
  try {
    const model = ALL_FIVE[index % ALL_FIVE.length] ?? '';
    const job = await video.start(request({ model, prompt: `${name} walks, take ${index}`, batch: 'crowd' }));
    mine.push(job.job_id);
  } catch (error) {
    const { code } = error as { code?: string };
    if (code?.startsWith('JOURNAL_') === true) break;
    if (code !== 'BUDGET_EXCEEDED') throw error;
    refused++;
  }
}
await video.jobs.wait(mine, { ms: 40_000_000, until: 'end' }).catch((error: unknown) => {
  // A job that is lost with the journal before anything of it was sent is none any more.
  if (!/^(JOURNAL_|UNKNOWN_JOB)/.test((error as { code?: string }).code ?? '')) throw error;
});
// Others' jobs too: each must end up collected once, whoever takes it.
await video.jobs.recover();
await video.close();
console.log(JSON.stringify({ started: mine.length, refused }));
