import type { ReportCell } from '../../report-data.ts';
import type { App } from '../app.ts';
import { arrange } from './arrange.ts';
import { cellFacts, stateLine } from './cell-facts.ts';
import { reasonOf, cellStanding, standingText } from './cell-state.ts';
import { button, type Child, el, elementId, replace } from '../dom.ts';
import { modelKey } from './model-look.ts';
import { ARRANGING, type SortKey, type ViewState } from '../view-state.ts';
import { measured, seconds, UNKNOWN, usdOfMicros } from './figures.ts';

interface Column {
  title: string;
  sort: SortKey;
  number?: boolean;
  show: (cell: ReportCell, app: App, state: ViewState) => Child;
}

const COLUMNS: readonly Column[] = [
  {
    title: 'State',
    sort: 'standing',
    show: (cell) => el('span', { class: `badge is-${cellStanding(cell)}` }, standingText(cell)),
  },
  {
    title: 'Estimated',
    sort: 'estimated',
    number: true,
    show: ({ estimate }) => usdOfMicros(estimate.expected),
  },
  { title: 'Billed', sort: 'billed', number: true, show: ({ billed }) => usdOfMicros(billed) },
  {
    title: 'Units',
    sort: 'units',
    number: true,
    show: ({ billable_units }) => (billable_units === null ? UNKNOWN : String(billable_units)),
  },
  { title: 'Queue', sort: 'queue', number: true, show: ({ queue_seconds }) => seconds(queue_seconds) },
  { title: 'Work', sort: 'work', number: true, show: ({ work_seconds }) => seconds(work_seconds) },
  { title: 'Measure', sort: 'measure', number: true, show: measureOf },
];

/** A row for each cell. Its name opens a second row with the resolved arguments, parity notes and the rest. */
export function createTable(app: App): HTMLElement {
  const columns = COLUMNS.filter(({ sort }) => sort !== 'measure' || app.data.measures.length > 0);
  const { data, store, naming } = app;
  const open = new Set<string>();
  const heads = new Map<SortKey, HTMLTableCellElement>();
  const head = el(
    'tr',
    {},
    headOf('Cell', 'model'),
    ...columns.map(({ title, sort, number }) => headOf(title, sort, number)),
    el('th', { scope: 'col' }, 'Not as asked'),
  );
  const body = el('tbody', {});
  const table = el(
    'table',
    {},
    el('caption', { class: 'unseen' }, 'Cells with cost, time and the chosen measure'),
    el('thead', {}, head),
    body,
  );

  function headOf(title: string, sort: SortKey, number = false): HTMLTableCellElement {
    const sortBy = () => {
      const state = store.get();
      store.set({ sort, descending: state.sort === sort ? !state.descending : false });
    };
    const cell = el('th', { scope: 'col', class: number ? 'number' : null }, button(title, sortBy));
    heads.set(sort, cell);
    return cell;
  }

  function rowsOf(cell: ReportCell, state: ViewState): HTMLElement[] {
    const factsId = elementId('facts');
    const facts = el('tr', { id: factsId, class: 'row-facts' });
    const toggle = button(
      naming.full(cell.axes),
      () => {
        if (!open.delete(cell.cell_id)) open.add(cell.cell_id);
        drawFacts();
      },
      { class: 'row-name', 'aria-controls': factsId },
    );
    toggle.prepend(modelKey(data, cell.axes.model));
    function drawFacts(): void {
      const isOpen = open.has(cell.cell_id);
      toggle.setAttribute('aria-expanded', String(isOpen));
      facts.hidden = !isOpen;
      const inside =
        isOpen &&
        el(
          'td',
          { colspan: columns.length + 2 },
          reasonOf(cell) !== null && stateLine(cell),
          el('div', { class: 'facts-row' }, ...cellFacts(app, cell)),
        );
      replace(facts, inside);
    }
    drawFacts();
    const row = el(
      'tr',
      {},
      el('th', { scope: 'row' }, toggle),
      ...columns.map(({ number, show }) =>
        el('td', { class: number === true ? 'number' : null }, show(cell, app, state)),
      ),
      el('td', { class: 'parity-fields' }, cell.parity.map(({ field }) => field).join(', ')),
    );
    return [row, facts];
  }

  const element = el(
    'section',
    { id: 'table', 'aria-labelledby': 'table-title' },
    el('h2', { id: 'table-title' }, 'Table'),
    el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-labelledby': 'table-title' }, table),
  );
  store.watch(
    (state) => {
      element.hidden = state.blind;
      replace(
        body,
        ...(state.blind ? [] : arrange(data, state, naming).flatMap((cell) => rowsOf(cell, state))),
      );
      for (const [sort, cell] of heads) {
        if (sort === state.sort)
          cell.setAttribute('aria-sort', state.descending ? 'descending' : 'ascending');
        else cell.removeAttribute('aria-sort');
      }
      const title = data.measures.find(({ name }) => name === state.measure)?.title;
      const measure = heads.get('measure')?.querySelector('button');
      if (title !== undefined && measure) measure.textContent = title;
    },
    ...ARRANGING,
  );
  return element;
}

function measureOf(cell: ReportCell, { data }: App, { measure }: ViewState): Child {
  const definition = data.measures.find(({ name }) => name === measure);
  return definition === undefined ? UNKNOWN : measured(cell.measures?.measures[measure], definition);
}
