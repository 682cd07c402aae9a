import type { AnswerOf } from '../../../tools/index.ts';
import type { Layout } from '../command.ts';
import { type Column, table } from '../table.ts';
import { paragraph, usd } from './figures.ts';

export type ModelList = AnswerOf<'list_models'>;
type ModelRow = ModelList['models'][number];

export function showModels({ summary, models, next_cursor, next }: ModelList, page: Layout): string {
  const { dim } = page.paint;
  const more = next_cursor === null ? [] : [`The next page: --cursor ${next_cursor}; --all shows every one.`];
  const rows = models.length === 0 ? [] : [table(models, columnsOf(models), page.width, page.paint), ''];
  const said = [page.step(next), ...more].map((words) => dim(paragraph(words, page)));
  return [...rows, paragraph(summary, page), ...said].join('\n');
}

/** Only what one of the models has: of pictures nobody asks the seconds. */
function columnsOf(models: readonly ModelRow[]): Column<ModelRow>[] {
  const told = WHAT_THEY_HAVE.filter((column) => models.some((model) => column.text(model) !== NONE));
  return [
    { title: 'MODEL', text: ({ model, status }) => (status === undefined ? model : `${model} (${status})`) },
    { title: 'PRICE', text: ({ price_usd }) => usd(price_usd), align: 'point' },
    ...told,
    { title: 'RULE', text: ({ price }) => price, narrow: 'cut', least: 20 },
  ];
}

const NONE = '-';

const WHAT_THEY_HAVE: readonly Column<ModelRow>[] = [
  { title: 'SECONDS', text: ({ seconds }) => seconds ?? NONE, least: Infinity },
  { title: 'RESOLUTION', text: ({ resolutions }) => sizesText(resolutions ?? []), least: Infinity },
  { title: 'SOUND', text: ({ sound }) => SOUNDS[sound] ?? sound, least: Infinity },
  { title: 'END FRAME', text: ({ end_frame }) => (end_frame ? 'yes' : NONE), least: Infinity },
];

const SOUNDS: Record<string, string> = { none: NONE, unknown: '?', switch: 'on, off', always: 'on' };

/** `480p–1080p`, from the smallest to the largest. */
function sizesText(names: readonly string[]): string {
  const sizes = names.filter((name) => name !== 'auto').toSorted((a, b) => lines(a) - lines(b));
  const [least = NONE, most = NONE] = [sizes[0], sizes.at(-1)];
  if (sizes.some((name) => Number.isNaN(lines(name)))) return sizes.length === 1 ? least : 'by name';
  return least === most ? least : `${least}–${most}`;
}

/** Of `720p`, or of a picture that is so many thousand wide. */
function lines(name: string): number {
  const [, count, unit] = /^([\d.]+)([pk])$/i.exec(name) ?? [];
  return Number(count) * (unit?.toLowerCase() === 'k' ? 540 : 1);
}
