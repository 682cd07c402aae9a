import { asCall, stepOf } from '../../../next-step.ts';
import type { Measured, MeasureDefinition } from '../../../media/measure-types.ts';
import type { ReportCell } from '../../report-data.ts';
import type { App } from '../app.ts';
import { reasonOf, standingText } from './cell-state.ts';
import { type Child, el } from '../dom.ts';
import { sparkline } from '../charts/sparkline.ts';
import { dayAndTime, estimateText, jsonText, measured, seconds, usdOfMicros } from './figures.ts';

/** Everything that is known of a cell, for its dialog and for its row in the table. */
export function cellFacts(app: App, cell: ReportCell): HTMLElement[] {
  return [
    el(
      'div',
      {},
      block('What was sent', argumentsTable(cell), promptOf(app, cell)),
      block('Not as asked', parityList(cell)),
    ),
    block('Cost and time', moneyAndTime(cell)),
    block('Measures', measureTable(app, cell)),
  ];
}

export function stateLine(cell: ReportCell): HTMLElement {
  const reason = reasonOf(cell);
  return el(
    'p',
    { class: 'state-line' },
    el('strong', {}, standingText(cell)),
    reason !== null && `: ${reason}`,
    cell.error?.next !== undefined && el('span', { class: 'quiet' }, ` ${asCall(stepOf(cell.error.next))}`),
  );
}

const block = (title: string, ...children: Child[]) =>
  el('section', { class: 'facts' }, el('h4', {}, title), ...children);

function argumentsTable({ arguments: sent }: ReportCell): HTMLElement {
  return pairs(Object.entries(sent).map(([name, value]): Pair => [name, jsonText(value)]));
}

/** Only where it is not among the arguments anyway. */
function promptOf({ data }: App, cell: ReportCell): Child {
  const text = cell.prompt ?? data.prompts.find(({ id }) => id === cell.axes.prompt)?.text ?? null;
  return text === null || Object.values(cell.arguments).includes(text)
    ? null
    : el('p', { class: 'prompt' }, text);
}

function parityList({ parity }: ReportCell): HTMLElement {
  if (parity.length === 0) return el('p', { class: 'quiet' }, 'Nothing: this model does what was asked.');
  return el(
    'ul',
    { class: 'parity' },
    ...parity.map(({ field, asked, instead, text }) =>
      el(
        'li',
        {},
        el('code', {}, field),
        ` asked ${jsonText(asked)}, ${instead === null ? 'nothing is sent' : `sent ${jsonText(instead)}`}. `,
        el('span', { class: 'quiet' }, text),
      ),
    ),
  );
}

function moneyAndTime(cell: ReportCell): HTMLElement {
  const { estimate, video } = cell;
  return pairs([
    ['Estimated', estimateText(cell)],
    ['Price rule', `${estimate.rule}; ${estimate.source}, ${estimate.as_of}`],
    [
      'Billed',
      cell.billed === null ? 'not known yet' : [usdOfMicros(cell.billed), quietNote(cell.bill_note)],
    ],
    ['Billed units', cell.billable_units === null ? 'not told' : String(cell.billable_units)],
    ['In queue', seconds(cell.queue_seconds)],
    ['At work', seconds(cell.work_seconds)],
    ['Submitted', cell.submitted_at === null ? 'never' : dayAndTime(cell.submitted_at)],
    ...(video === null
      ? []
      : [
          [
            'Video',
            `${video.width} × ${video.height}, ${video.frames} frames at ${Number(video.fps.toFixed(3))} fps, ${video.has_audio ? 'with' : 'without'} sound`,
          ] as Pair,
        ]),
    ['Endpoint', cell.endpoint_id],
    ['Job', cell.job_id ?? 'none'],
    ['Request', cell.request_id ?? 'none'],
    ['Cell', cell.cell_id],
  ]);
}

function measureTable({ data }: App, { measures, video }: ReportCell): HTMLElement {
  if (measures === null)
    return el('p', { class: 'quiet' }, video === null ? 'There is no clip to measure.' : 'Not measured.');
  const { series, loop } = measures;
  const lines = (
    [
      ['Motion', series.motion],
      ['Background', series.background],
      ['Brightness', series.brightness],
      ['Zoom', series.zoom],
    ] as const
  ).filter(([, values]) => values.length > 1);
  return el(
    'div',
    {},
    pairs(
      data.measures.map((definition) => [
        definition.title,
        withNote(measures.measures[definition.name], definition),
      ]),
    ),
    el(
      'p',
      {},
      loop === null
        ? 'Nothing repeats.'
        : `Loop: frames ${loop.first} to ${loop.repeat}, ${seconds(loop.seconds)}, seam ${loop.seam.toFixed(3)}.`,
    ),
    el('div', { class: 'sparks' }, ...lines.map(([title, values]) => sparkline(title, values, series.times))),
  );
}

function withNote(result: Measured, definition: MeasureDefinition): Child[] {
  return [measured(result, definition), quietNote(result.note)];
}

const quietNote = (note: string | null | undefined): Child =>
  note == null ? null : el('span', { class: 'quiet' }, ` ${note}`);

type Pair = [string, Child | Child[]];

function pairs(list: readonly Pair[]): HTMLElement {
  const lines = list.flatMap(([name, value]) => [
    el('dt', {}, name),
    el('dd', {}, ...(Array.isArray(value) ? value : [value])),
  ]);
  return el('dl', { class: 'pairs' }, ...lines);
}
