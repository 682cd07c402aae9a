import type { AnswerOf } from '../../../tools/index.ts';
import type { Layout } from '../command.ts';
import { facts, fileSize } from './figures.ts';

export function showPlate(answer: AnswerOf<'prepare_plate'>, page: Layout): string {
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
