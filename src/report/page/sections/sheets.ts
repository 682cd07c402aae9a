import type { App } from '../app.ts';
import { arrange } from './arrange.ts';
import { button, el, replace } from '../dom.ts';
import { modelKey } from './model-look.ts';
import { picture } from '../clips/picture.ts';
import { ARRANGING } from '../view-state.ts';

/** Contact sheets side by side: all of a clip at one glance, also where nothing moves. */
export function createSheets(app: App): HTMLElement {
  const { data, store, naming, addresses, openDetails } = app;
  const list = el('ul', { class: 'sheets' });
  const element = el(
    'section',
    { id: 'sheets', 'aria-labelledby': 'sheets-title' },
    el('h2', { id: 'sheets-title' }, 'Contact sheets'),
    list,
  );
  const figures = new Map(
    data.cells.flatMap((cell) => {
      const address = addresses.sheet(cell);
      if (address === null) return [];
      const name = naming.full(cell.axes);
      const title = button(name, () => openDetails(cell), { class: 'tile-title', 'aria-haspopup': 'dialog' });
      title.prepend(modelKey(data, cell.axes.model));
      const sheet = picture(address, { alt: `Frames of ${name}` });
      return [[cell.cell_id, el('li', {}, el('figure', {}, sheet, el('figcaption', {}, title)))] as const];
    }),
  );
  store.watch(
    (state) => {
      element.hidden = state.blind;
      const shown = state.blind
        ? []
        : arrange(data, state, naming).flatMap(({ cell_id }) => figures.get(cell_id) ?? []);
      replace(
        list,
        ...(shown.length > 0 ? shown : [el('li', { class: 'nothing' }, 'There are no contact sheets.')]),
      );
    },
    ...ARRANGING,
  );
  return element;
}
