import type { AnswerOf } from '../../../tools/index.ts';
import type { Layout } from '../command.ts';
import { showJob } from './job.ts';

export function showCancelled(answer: AnswerOf<'cancel_job'>, page: Layout): string {
  const { green, yellow } = page.paint;
  const word = answer.cancelled ? green('Cancelled.') : yellow('Not cancelled yet.');
  return `${word} ${answer.meaning}\n\n${showJob(answer, page)}`;
}
