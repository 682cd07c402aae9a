import type { AnswerOf } from '../../../tools/index.ts';
import type { Layout } from '../command.ts';
import { type Column, table } from '../table.ts';
import { spanOf } from '../../util/span-of.ts';
import { callOf, type NextStep } from '../../next-step.ts';
import { isImageTask } from '../../models/tasks.ts';
import { facts, usd, yesNo } from './figures.ts';

type ModelFacts = AnswerOf<'get_model'>;

export function showModel(model: ModelFacts, page: Layout): string {
  const { bold, dim } = page.paint;
  const { rule, source, as_of, confidence } = model.price_rule;
  return [
    `${bold(model.model)}  ${model.title}`,
    facts(
      [
        ['Endpoint', model.endpoint_id],
        ['Does', model.tasks.join(', ')],
        ['Seconds', model.durations === null ? 'any' : spanOf(model.durations)],
        ['Resolution', model.resolutions?.join(', ') ?? null],
        ['Sound', model.sound === 'switch' ? 'yes, or silent' : model.sound],
        ['End frame', yesNo(model.end_frame)],
        ['Several shots', model.several_shots ? 'yes' : null],
        ['Price', `${usd(model.default_run_usd)} for a run as the preset has it\n${rule}`],
        ['', dim(`${source}, ${as_of}, confidence ${confidence}`)],
        [
          'Preset',
          Object.entries(model.preset_defaults)
            .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
            .join('\n'),
        ],
        ['Notes', model.notes.join('\n')],
      ],
      page,
    ),
    '',
    `${bold("The model's own arguments")} ${dim('(--args JSON)')}`,
    table(model.arguments, ARGUMENT_COLUMNS, page.width, page.paint),
    '',
    bold('For example'),
    `  ${page.step(exampleOf(model))}`,
  ].join('\n');
}

const ARGUMENT_COLUMNS: readonly Column<ModelFacts['arguments'][number]>[] = [
  { title: 'NAME', text: ({ name, required }) => (required ? `${name} *` : name) },
  { title: 'TYPE', text: ({ type }) => type },
  { title: 'ALLOWED', text: ({ allowed }) => allowed?.join(', ') ?? '', narrow: 'cut' },
  {
    title: 'DEFAULT',
    text: (one) => (one.default === undefined ? '' : JSON.stringify(one.default)),
    narrow: 'cut',
  },
  { title: 'ABOUT', text: ({ about }) => about ?? '', narrow: 'wrap' },
];

/** The example call of the tool, to be pasted into a shell. */
function exampleOf({ tasks, example }: ModelFacts): NextStep {
  const isImage = tasks.some(isImageTask);
  return callOf(
    isImage ? 'generate_image' : 'generate_video',
    example,
    'makes one, where its files are there.',
  );
}
