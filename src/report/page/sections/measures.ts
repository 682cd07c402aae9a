import type { MeasureDefinition } from '../../../media/measure-types.ts';
import type { App } from '../app.ts';
import { arrange } from './arrange.ts';
import { axisFor, chart, type Drawing, place, spot } from '../charts/chart.ts';
import { type Child, el, replace, svg } from '../dom.ts';
import { modelKey, modelMark, modelNames } from './model-look.ts';
import { count, figure, measured } from './figures.ts';

const ROW = 20;

/** A small chart for each measure: a line for each model, a mark for each cell; and how the measure is defined. */
export function createMeasures(app: App): HTMLElement {
  const { data, store } = app;
  const cards = data.measures.map((definition) => measureCard(app, definition));
  const legend = el(
    'ul',
    { class: 'legend' },
    ...modelNames(data).map((model) => el('li', {}, modelKey(data, model), model)),
  );
  const element = el(
    'section',
    { id: 'measures', 'aria-labelledby': 'measures-title' },
    el('h2', { id: 'measures-title' }, 'Measures'),
    ...(data.cells.some(({ measures }) => measures !== null)
      ? [legend, el('div', { class: 'cards' }, ...cards.map(({ card }) => card))]
      : [el('p', { class: 'nothing' }, 'No clip was measured.')]),
  );
  store.watch(
    (state) => {
      element.hidden = state.blind;
      replace(
        legend,
        ...(state.blind ? [] : modelNames(data).map((model) => el('li', {}, modelKey(data, model), model))),
      );
      for (const { draw } of cards) draw();
    },
    'blind',
    'text',
    'hidden',
    'measure',
  );
  return element;
}

function measureCard(app: App, definition: MeasureDefinition): { card: HTMLElement; draw: () => void } {
  const { data, store, naming } = app;
  const summary = el('p', { class: 'quiet' });
  const drawn = chart((width) => strips(app, definition, width));
  const pick = el(
    'button',
    { type: 'button', class: 'plain', onclick: () => store.set({ measure: definition.name }) },
    'Use in table and plot',
  );
  const card = el(
    'article',
    { class: 'card', 'aria-label': definition.title },
    el('h3', {}, definition.title, el('span', { class: 'quiet' }, unitText(definition))),
    drawn.element,
    summary,
    pick,
    el(
      'details',
      {},
      el('summary', {}, 'Definition'),
      el(
        'dl',
        { class: 'pairs' },
        ...(
          [
            ['Formula', definition.formula],
            ['Range', definition.range],
            ['Limits', definition.limits],
          ] as const
        ).flatMap(([name, text]): Child[] => [el('dt', {}, name), el('dd', {}, text)]),
      ),
    ),
  );
  const draw = () => {
    const state = store.get();
    pick.setAttribute('aria-pressed', String(state.measure === definition.name));
    const cells = state.blind ? [] : arrange(data, state, naming);
    const without = cells.filter(
      ({ measures }) => (measures?.measures[definition.name]?.value ?? null) === null,
    ).length;
    summary.textContent = without === 0 ? '' : `${count(without, 'cell')} without a value`;
    drawn.redraw();
  };
  return { card, draw };
}

function unitText({ unit, better }: MeasureDefinition): string {
  const wanted = better === null ? null : `${better === 'low' ? 'lower' : 'higher'} is better`;
  const parts = [unit === '1' ? null : unit, wanted].filter((part) => part !== null);
  return parts.length === 0 ? '' : ` ${parts.join(', ')}`;
}

function strips(app: App, definition: MeasureDefinition, width: number): Drawing {
  const { data, store, naming, openDetails } = app;
  const state = store.get();
  const points = (state.blind ? [] : arrange(data, state, naming)).flatMap((cell) => {
    const result = cell.measures?.measures[definition.name];
    return result === undefined || result.value === null ? [] : [{ cell, result, value: result.value }];
  });
  const models = modelNames(data).filter((model) => points.some(({ cell }) => cell.axes.model === model));
  const axis = axisFor(
    points.map(({ value }) => value),
    3,
  );
  const [left, right, top] = [10, width - 10, 8];
  const bottom = top + models.length * ROW;
  const x = (value: number) => left + place(axis, value) * (right - left);
  const y = (model: string) => top + (models.indexOf(model) + 0.5) * ROW;
  return {
    height: bottom + 20,
    words: inWords(definition, models, points),
    parts: [
      ...axis.ticks.map((tick) =>
        svg(
          'g',
          {},
          svg('line', { x1: x(tick), x2: x(tick), y1: top, y2: bottom, class: 'grid-line' }),
          svg(
            'text',
            { x: x(tick), y: bottom + 14, class: 'tick', 'text-anchor': anchorAt(tick, axis) },
            figure(tick),
          ),
        ),
      ),
      ...models.map((model) =>
        svg('line', { x1: left, x2: right, y1: y(model), y2: y(model), class: 'row-line' }),
      ),
      ...points.map(({ cell, result, value }) =>
        spot(
          modelMark(data, cell.axes.model),
          x(value),
          y(cell.axes.model),
          `${naming.full(cell.axes)}: ${measured(result, definition)}`,
          () => openDetails(cell),
        ),
      ),
    ],
  };
}

export const anchorAt = (tick: number, { ticks }: { ticks: readonly number[] }) =>
  tick === ticks[0] ? 'start' : tick === ticks.at(-1) ? 'end' : 'middle';

interface Point {
  cell: { axes: { model: string } };
  value: number;
}

/** The chart for those who do not see it: the middle value of each model. */
function inWords(
  { title, unit }: MeasureDefinition,
  models: readonly string[],
  points: readonly Point[],
): string {
  if (points.length === 0) return `${title}: no values`;
  const middles = models.map((model) => {
    const values = points
      .filter(({ cell }) => cell.axes.model === model)
      .map(({ value }) => value)
      .toSorted((a, b) => a - b);
    return `${model} ${figure(values[Math.floor((values.length - 1) / 2)] ?? 0)}`;
  });
  return `${title}${unit === '1' ? '' : ` in ${unit}`}, middle value of each model: ${middles.join(', ')}`;
}
