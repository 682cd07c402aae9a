import type { NextStep } from '../../next-step.ts';
import type { Layout } from '../command.ts';

export interface AddedAnswer {
  summary: string;
  status: 'added' | 'unchanged';
  files: string[];
  next: NextStep;
}

export function showAdded({ summary, status, files, next }: AddedAnswer, { paint, step }: Layout): string {
  const word = status === 'added' ? paint.green('Added.') : paint.yellow('Nothing changed.');
  return [`${word} ${summary}`, ...files.map((file) => `  ${file}`), paint.dim(step(next))].join('\n');
}
