import type { App } from '../app.ts';
import { arrange } from './arrange.ts';
import { type CellStanding, STANDINGS, cellStanding } from './cell-state.ts';
import { button, el } from '../dom.ts';
import { modelKey } from './model-look.ts';
import type { SortKey, ViewState } from '../view-state.ts';

export const SORTS: Record<SortKey, string> = {
  plan: 'Order of the plan',
  model: 'Model',
  prompt: 'Prompt',
  standing: 'State',
  estimated: 'Estimated cost',
  billed: 'Billed cost',
  units: 'Billed units',
  queue: 'Seconds in queue',
  work: 'Seconds at work',
  measure: 'Chosen measure',
};

/** Everything that decides which cells are seen, and in which order. It holds for the whole page. */
export function createFilters(app: App): { element: HTMLElement; search: HTMLInputElement } {
  const { data, store, naming, announce } = app;
  const search = el('input', { type: 'search', placeholder: 'Search', 'aria-label': 'Search the cells' });
  search.addEventListener('input', () => store.set({ text: search.value }));
  const shown = el('span', { class: 'quiet shown-count' });
  const models = [...new Set(data.cells.map(({ axes }) => axes.model))];
  const prompts = data.prompts.map(({ id }) => id);
  const standings = [...new Set(data.cells.map(cellStanding))];
  const element = el(
    'search',
    { class: 'filters', 'aria-label': 'Which cells, and in which order' },
    el(
      'div',
      { class: 'filter-row' },
      search,
      choice(app, 'Group', 'group', { prompt: 'By prompt', model: 'By model', none: 'Not grouped' }),
      choice(app, 'Sort', 'sort', SORTS),
      direction(app),
      data.measures.length > 0 &&
        choice(
          app,
          'Measure',
          'measure',
          Object.fromEntries(data.measures.map(({ name, title }) => [name, title])),
        ),
      choice(app, 'Size', 'tile', {
        fit: 'Fitted',
        small: 'Small',
        medium: 'Medium',
        large: 'Large',
      }),
      shown,
    ),
    chips(
      app,
      'Models',
      'models',
      models,
      (model) => model,
      (model) => modelKey(data, model),
    ),
    prompts.length > 1 && chips(app, 'Prompts', 'prompts', prompts, (prompt) => prompt),
    standings.length > 1 &&
      chips<CellStanding>(app, 'States', 'standings', standings, (standing) => STANDINGS[standing]),
  );
  let said = '';
  store.watch((state) => {
    element.hidden = state.blind;
    const text = `${arrange(data, state, naming).length} of ${data.cells.length} cells`;
    shown.textContent = text;
    if (said !== '' && said !== text) announce(`${text} are shown`);
    said = text;
  });
  return { element, search };
}

function choice(
  { store }: App,
  label: string,
  key: 'group' | 'sort' | 'measure' | 'tile',
  options: Record<string, string>,
): HTMLElement {
  const select = el(
    'select',
    {},
    ...Object.entries(options).map(([value, text]) => el('option', { value }, text)),
  );
  select.addEventListener('change', () => store.set({ [key]: select.value }));
  store.watch((state) => {
    select.value = state[key];
  });
  return el('label', { class: 'choice' }, el('span', {}, label), select);
}

function direction({ store }: App): HTMLElement {
  const turn = button('Ascending', () => store.set({ descending: !store.get().descending }), {
    class: 'plain',
  });
  store.watch(({ descending }) => {
    turn.textContent = descending ? '↓' : '↑';
    turn.setAttribute(
      'aria-label',
      descending ? 'Descending; change to ascending' : 'Ascending; change to descending',
    );
    turn.title = descending ? 'Descending' : 'Ascending';
  });
  return turn;
}

/** One switch for each value; what is switched off is hidden. */
function chips<Value extends string>(
  { store }: App,
  title: string,
  key: keyof ViewState['hidden'],
  values: readonly Value[],
  text: (value: Value) => string,
  sign?: (value: Value) => Node,
): HTMLElement {
  const buttons = values.map((value) => {
    const chip = button(text(value), () => {
      const hidden = new Set<string>(store.get().hidden[key]);
      if (!hidden.delete(value)) hidden.add(value);
      store.set({ hidden: { ...store.get().hidden, [key]: hidden } });
    });
    chip.className = 'chip';
    if (sign !== undefined) chip.prepend(sign(value));
    store.watch(({ hidden }) => {
      chip.setAttribute('aria-pressed', String(!(hidden[key] as ReadonlySet<string>).has(value)));
    });
    return chip;
  });
  return el(
    'div',
    { class: 'chips', role: 'group', 'aria-label': title },
    el('span', { 'aria-hidden': 'true' }, title),
    ...buttons,
  );
}
