import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { openFalVideo } from '../../src/fal-video.ts';
import type { Job } from '../../src/store/job.ts';
import type { BooksRecord } from '../../src/simulator/index.ts';
import { HURRIED, PATIENT } from '../../test/support/hurried.ts';
import { request } from '../../test/support/requests.ts';

/**
 * One process of the crash campaign on twins. The first POST is lost; the second job's, for the same, is taken in, and its
 * answer is long in coming; meanwhile the user takes what the dashboard shows for the first one's. Then the answer
 * comes. Prints what was lost by it.
 */
const video = await openFalVideo({ clock: HURRIED, timeouts: PATIENT });
const { jobs } = video;

const begin = (name: string) => video.start(request({ idempotency_key: name, batch: name }));

async function until<Value>(look: () => Promise<Value | undefined>): Promise<Value> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const isSent = ({ state }: Job) => state !== 'planned' && state !== 'submitting';

/** Not by `fetch`: the hook would count it as a call of the program's. */
async function acceptedOnes(): Promise<BooksRecord['accepted']> {
  const asked = get(`${process.env['FAL_VIDEO_QUEUE_URL']}/simulator/books`);
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  const body = await text(response);
  return (JSON.parse(body) as BooksRecord).accepted;
}

await jobs.recover();
const { job_id: lost } = await begin('lost');
await until(async () => (isSent(await jobs.get(lost)) ? true : undefined));
const { job_id: twin } = await begin('twin');
const requestId = await until(async () => {
  const [first] = await acceptedOnes();
  // One that ended without a request (it was not sent, its process having died) waits for none.
  return first?.request_id ?? (isSent(await jobs.get(twin)) ? '' : undefined);
});
await jobs.resolveUnknown(lost, { request_id: requestId }).catch(() => undefined);
await jobs.wait([twin], { ms: 20_000_000, until: 'end' });
await jobs.wait([lost], { ms: 20_000, until: 'end' });
const { state, error } = await jobs.get(lost);
await video.close();
console.log(JSON.stringify({ lost: state, code: error?.code ?? null, twin: (await jobs.get(twin)).state }));
process.exit(0);
