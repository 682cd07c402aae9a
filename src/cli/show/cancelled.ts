import type { JobView } from '../../server/answer/views.ts';
import type { Layout } from '../command.ts';
import { showJob } from './job.ts';

export type CancelView = JobView & { cancelled: boolean; meaning: string };

export function showCancelled(answer: CancelView, page: Layout): string {
  const { green, yellow } = page.paint;
  const word = answer.cancelled ? green('Cancelled.') : yellow('Not cancelled yet.');
  return `${word} ${answer.meaning}\n\n${showJob(answer, page)}`;
}
