import type { NextStep } from '../../next-step.ts';
import type { Layout } from '../command.ts';
import { facts, fileSize } from './figures.ts';

export interface PlateAnswer {
  plate: string;
  summary: string;
  simulated: boolean;
  bytes: number;
  placed: { left: number; top: number; width: number; height: number };
  warnings: string[];
  next: NextStep;
}

export function showPlate(answer: PlateAnswer, page: Layout): string {
  const { bold, dim, yellow } = page.paint;
  const { left, top, width, height } = answer.placed;
  return [
    `${bold(answer.plate)}  ${dim(fileSize(answer.bytes))}${answer.simulated ? `  ${yellow('simulated')}` : ''}`,
    facts(
      [
        ['Plate', answer.summary],
        ['Character', `${width}x${height} pixels, ${left} from the left, ${top} from the top`],
        ['Warnings', answer.warnings.map((warning) => yellow(warning)).join('\n')],
        ['Next', page.step(answer.next)],
      ],
      page,
    ),
  ].join('\n');
}
