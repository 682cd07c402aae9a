import type { FalVideo } from '../../src/fal-video.ts';
import type { JobRequest } from '../../src/jobs/jobs.ts';

/** What a request would cost, and its quote: a plan of one, laid flat. */
export async function priceOf({ jobs }: Pick<FalVideo, 'jobs'>, request: JobRequest) {
  const { quote, steps } = await jobs.plan([request]);
  const [step] = steps;
  if (step === undefined) throw new RangeError('a plan of nothing');
  const { history, reserved, plan } = step;
  return { ...plan, history, reserved, quote_id: quote.quote_id };
}
