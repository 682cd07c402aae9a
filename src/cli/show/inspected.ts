import type { AnswerOf } from '../../../tools/index.ts';
import type { Layout } from '../command.ts';
import { facts } from './figures.ts';

type InspectAnswer = AnswerOf<'inspect_video'>;

export function showInspected(answer: InspectAnswer, page: Layout): string {
  const { bold, yellow } = page.paint;
  const more = answer.more_files === undefined ? [] : [`and ${answer.more_files} more`];
  return [
    `${bold(answer.video)}${answer.simulated ? `  ${yellow('simulated')}` : ''}`,
    facts(
      [
        ['Shows', answer.summary],
        ['Measures', measuresText(answer, page)],
        ['Folder', answer.folder],
        ['Files', [...answer.files, ...more].join('\n')],
        ['Next', page.step(answer.next)],
      ],
      page,
    ),
  ].join('\n');
}

function measuresText({ measures = {} }: InspectAnswer, { paint }: Layout): string {
  return Object.entries(measures)
    .map(([name, measured]) => {
      const { value, note } =
        measured !== null && typeof measured === 'object' ? measured : { value: measured, note: '' };
      const text = `${name.replaceAll('_', ' ')} ${value ?? 'not known'}`;
      return note === '' ? text : `${text} ${paint.dim(`(${note})`)}`;
    })
    .join('\n');
}
