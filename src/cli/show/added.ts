import type { AnswerOf } from '../../../tools/index.ts';
import type { Layout } from '../command.ts';

export function showAdded(
  { summary, status, files, next }: AnswerOf<'add_model'>,
  { paint, step }: Layout,
): string {
  const word = status === 'added' ? paint.green('Added.') : paint.yellow('Nothing changed.');
  return [`${word} ${summary}`, ...files.map((file) => `  ${file}`), paint.dim(step(next))].join('\n');
}
