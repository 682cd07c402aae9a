import type { App } from '../app.ts';
import { arrange } from '../sections/arrange.ts';
import { axisFor, chart, type Drawing, place, spot } from './chart.ts';
import { el, replace, svg } from '../dom.ts';
import { anchorAt } from '../sections/measures.ts';
import { modelKey, modelMark, modelNames } from '../sections/model-look.ts';
import { count, figure, measured, usdOfMicros } from '../sections/figures.ts';

const HEIGHT = 340;

/** What a clip cost against the chosen measure. Hollow marks are estimates: those clips have no bill yet. */
export function createCostPlot(app: App): HTMLElement {
  const { data, store } = app;
  const drawn = chart((width) => plot(app, width));
  const select = el(
    'select',
    { 'aria-label': 'Measure of the plot' },
    ...data.measures.map(({ name, title }) => el('option', { value: name }, title)),
  );
  select.addEventListener('change', () => {
    const chosen = data.measures.find(({ name }) => name === select.value);
    if (chosen !== undefined) store.set({ measure: chosen.name });
  });
  const legend = el('ul', { class: 'legend' });
  const note = el('p', { class: 'quiet' });
  const element = el(
    'section',
    { id: 'cost', 'aria-labelledby': 'cost-title' },
    el('div', { class: 'section-head' }, el('h2', { id: 'cost-title' }, 'Cost against quality'), select),
    legend,
    drawn.element,
    note,
  );
  store.watch(
    (state) => {
      element.hidden = state.blind;
      select.value = state.measure;
      replace(
        legend,
        ...(state.blind ? [] : modelNames(data).map((model) => el('li', {}, modelKey(data, model), model))),
      );
      const { points, left } = pointsOf(app);
      select.hidden = data.measures.length === 0;
      for (const part of [legend, drawn.element]) part.hidden = points.length === 0;
      note.textContent = noteOn(points, left);
      drawn.redraw();
    },
    'blind',
    'text',
    'hidden',
    'measure',
  );
  return element;
}

function noteOn(points: readonly { isEstimate: boolean }[], left: number): string {
  if (points.length === 0) return 'No cell shown has both a cost and a value of the chosen measure.';
  const hollow = points.some(({ isEstimate }) => isEstimate)
    ? 'Hollow marks stand at their estimate: they have no bill yet. '
    : '';
  return left === 0
    ? hollow
    : `${hollow}${count(left, 'cell')} without a cost or a value ${left === 1 ? 'is' : 'are'} not in the plot.`;
}

function pointsOf({ data, store, naming }: App) {
  const state = store.get();
  const cells = state.blind ? [] : arrange(data, state, naming);
  const points = cells.flatMap((cell) => {
    const [cost, value] = [
      cell.billed ?? cell.estimate.expected,
      cell.measures?.measures[state.measure]?.value ?? null,
    ];
    return cost === null || value === null ? [] : [{ cell, cost, value, isEstimate: cell.billed === null }];
  });
  return { points, left: cells.length - points.length };
}

function plot(app: App, width: number): Drawing {
  const { data, store, naming, openDetails } = app;
  const { points } = pointsOf(app);
  const definition = data.measures.find(({ name }) => name === store.get().measure);
  const [costs, values] = [
    axisFor([0, ...points.map(({ cost }) => cost)], width < 500 ? 3 : 6),
    axisFor(points.map(({ value }) => value)),
  ];
  const [left, right, top, bottom] = [58, width - 16, 22, HEIGHT - 40];
  const x = (cost: number) => left + place(costs, cost) * (right - left);
  const y = (value: number) => bottom - place(values, value) * (bottom - top);
  const unit = definition === undefined || definition.unit === '1' ? '' : ` (${definition.unit})`;
  const wanted =
    definition === undefined || definition.better === null
      ? ''
      : definition.better === 'low'
        ? ', lower is better'
        : ', higher is better';
  return {
    height: HEIGHT,
    words: `${count(points.length, 'cell')}: cost against ${definition?.title ?? 'measure'}. The table has the same figures.`,
    parts: [
      ...values.ticks.map((tick) =>
        svg(
          'g',
          {},
          svg('line', { x1: left, x2: right, y1: y(tick), y2: y(tick), class: 'grid-line' }),
          svg('text', { x: left - 8, y: y(tick) + 4, class: 'tick', 'text-anchor': 'end' }, figure(tick)),
        ),
      ),
      ...costs.ticks.map((tick) =>
        svg(
          'g',
          {},
          svg('line', { x1: x(tick), x2: x(tick), y1: bottom, y2: bottom + 4, class: 'axis-line' }),
          svg(
            'text',
            { x: x(tick), y: bottom + 18, class: 'tick', 'text-anchor': anchorAt(tick, costs) },
            usdOfMicros(tick),
          ),
        ),
      ),
      svg('line', { x1: left, x2: right, y1: bottom, y2: bottom, class: 'axis-line' }),
      svg('text', { x: 0, y: 12, class: 'axis-title' }, `${definition?.title ?? ''}${unit}${wanted}`),
      svg('text', { x: right, y: HEIGHT - 4, class: 'axis-title', 'text-anchor': 'end' }, 'Cost of the clip'),
      ...points.map(({ cell, cost, value, isEstimate }) => {
        const shown =
          definition === undefined ? '' : measured(cell.measures?.measures[definition.name], definition);
        const words = `${naming.full(cell.axes)}: ${usdOfMicros(cost)}${isEstimate ? ' estimated' : ''}, ${shown}`;
        return spot(modelMark(data, cell.axes.model, isEstimate), x(cost), y(value), words, () =>
          openDetails(cell),
        );
      }),
    ],
  };
}
