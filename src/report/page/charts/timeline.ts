import type { ReportCell } from '../../report-data.ts';
import type { App } from '../app.ts';
import { arrange } from '../sections/arrange.ts';
import { axisFor, chart, type Drawing } from './chart.ts';
import { cellStanding, standingText } from '../sections/cell-state.ts';
import { el, svg } from '../dom.ts';
import { modelKey } from '../sections/model-look.ts';
import { type TimeSpan, timeScale } from './time-scale.ts';
import { seconds } from '../sections/figures.ts';

const ROW = 20;

interface Bar extends TimeSpan {
  cell: ReportCell;
  /** When fal began to work on it; `null` where that is not known. */
  began: number | null;
}

/** When each job waited and when it ran, from the first submit to the last result. */
export function createTimeline(app: App): HTMLElement {
  const { store } = app;
  const drawn = chart((width) => draw(app, width));
  const element = el(
    'section',
    { id: 'timeline', 'aria-labelledby': 'timeline-title' },
    el('h2', { id: 'timeline-title' }, 'Timeline'),
    el(
      'ul',
      { class: 'legend' },
      el('li', {}, el('span', { class: 'swatch is-queue' }), 'In queue'),
      el('li', {}, el('span', { class: 'swatch is-work' }), 'At work'),
      el('li', {}, el('span', { class: 'swatch is-failed' }), 'Without a result'),
    ),
    drawn.element,
  );
  store.watch(
    ({ blind }) => {
      element.hidden = blind;
      drawn.redraw();
    },
    'blind',
    'text',
    'hidden',
  );
  return element;
}

function draw(app: App, width: number): Drawing {
  const { data, store, naming, openDetails } = app;
  const state = store.get();
  const bars = state.blind
    ? []
    : arrange(data, { ...state, sort: 'plan' }, naming).flatMap((cell) => barOf(cell, data.made_at));
  const order = bars.toSorted((a, b) => a.from - b.from);
  const scale = timeScale(order);
  const left = Math.min(230, Math.round(width * 0.36));
  const right = width - 12;
  const bottom = 8 + order.length * ROW;
  const x = (time: number) => left + scale.place(time) * (right - left);
  const ticks = scale.stretches.flatMap(({ from, to }) => {
    const most = Math.max(1, Math.round(((x(to) - x(from)) / (right - left)) * (width < 500 ? 3 : 7)));
    return axisFor([0, (to - from) / 1000], most)
      .ticks.map((tick) => ({ tick, time: from + tick * 1000 }))
      .filter(({ time }) => time <= to);
  });
  const words =
    order.length === 0
      ? 'Nothing was submitted'
      : `${order.length} jobs over time. The table has their seconds in queue and at work.`;
  return {
    height: bottom + 24,
    words,
    parts: [
      ...ticks.map(({ tick, time }) =>
        svg(
          'g',
          {},
          svg('line', { x1: x(time), x2: x(time), y1: 4, y2: bottom, class: 'grid-line' }),
          svg(
            'text',
            { x: x(time), y: bottom + 16, class: 'tick', 'text-anchor': 'middle' },
            tick >= 90 ? `${Math.round(tick / 6) / 10} min` : `${tick} s`,
          ),
        ),
      ),
      ...scale.breaks.map(({ at, seconds: gap }) =>
        svg(
          'g',
          {},
          svg('line', {
            x1: left + at * (right - left),
            x2: left + at * (right - left),
            y1: 4,
            y2: bottom,
            class: 'break-line',
          }),
          svg('title', {}, `${seconds(gap)} without work`),
        ),
      ),
      ...order.map((bar, index) => row(app, bar, 8 + index * ROW, x, left, () => openDetails(bar.cell))),
    ],
  };
}

function row(
  { data, naming }: App,
  { cell, from, to, began }: Bar,
  top: number,
  x: (time: number) => number,
  left: number,
  open: () => void,
): SVGGElement {
  const name = naming.full(cell.axes);
  const most = Math.floor((left - 26) / 6.4);
  const end = cellStanding(cell) === 'done' ? 'is-work' : `is-${cellStanding(cell)}`;
  const middle = began ?? to;
  const words = `${name}: ${standingText(cell)}, ${seconds(cell.queue_seconds)} in queue, ${seconds(cell.work_seconds)} at work`;
  const key = modelKey(data, cell.axes.model);
  key.setAttribute('y', String(top + 3));
  const bar = (a: number, b: number, look: string) =>
    svg('rect', {
      x: x(a),
      y: top + 4,
      width: Math.max(b > a ? 1.5 : 0, x(b) - x(a)),
      height: ROW - 8,
      class: `bar ${look}`,
    });
  return svg(
    'g',
    { class: 'spot', onclick: open },
    svg('title', {}, words),
    svg('rect', { x: 0, y: top, width: '100%', height: ROW, class: 'target' }),
    key,
    svg(
      'text',
      { x: 18, y: top + 13, class: 'row-title' },
      name.length > most ? `${name.slice(0, most - 1)}…` : name,
    ),
    bar(from, middle, 'is-queue'),
    bar(middle, to, end),
  );
}

/** A job that has not come back is drawn up to the moment when the page was made. */
function barOf(cell: ReportCell, madeAt: string): Bar[] {
  const from = timeOf(cell.submitted_at);
  if (from === null) return [];
  const to =
    timeOf(cell.completed_at) ??
    (cellStanding(cell) === 'open' ? timeOf(madeAt) : null) ??
    timeOf(cell.started_at) ??
    from;
  return [{ cell, from, to: Math.max(from, to), began: timeOf(cell.started_at) }];
}

function timeOf(iso: string | null): number | null {
  const time = iso === null ? Number.NaN : Date.parse(iso);
  return Number.isNaN(time) ? null : time;
}
