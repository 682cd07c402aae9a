import type { App } from '../app.ts';
import { button, type Child, el } from '../dom.ts';
import { jump } from '../jump.ts';
import { cellStanding, STANDINGS, type CellStanding } from './cell-state.ts';
import { dayAndTime, usdOfMicros } from './figures.ts';

export interface HeaderActions {
  toggleBlind: () => void;
  toggleTheme: () => void;
  openHelp: () => void;
}

const SECTIONS = [
  ['videos', 'Videos'],
  ['table', 'Table'],
  ['measures', 'Measures'],
  ['cost', 'Cost'],
  ['timeline', 'Timeline'],
  ['sheets', 'Sheets'],
  ['task', 'Task'],
] as const;

/** The bar that stays at the top: what this is, where things are, and the three switches of the page. */
export function createTopBar({ data, store, saveFile }: App, actions: HeaderActions): HTMLElement {
  const blind = button('Vote blind', actions.toggleBlind, {
    'aria-pressed': 'false',
    hidden: saveFile === null,
  });
  const links = el(
    'nav',
    { 'aria-label': 'Parts of this report' },
    ...SECTIONS.map(([id, title]) => jump(id, title)),
  );
  store.watch((state) => {
    blind.setAttribute('aria-pressed', String(state.blind));
    links.hidden = state.blind;
  });
  return el(
    'div',
    { class: 'top' },
    data.simulated && el('strong', { class: 'simulated-mark' }, 'Simulated'),
    links,
    el(
      'div',
      { class: 'switches' },
      blind,
      button('Theme', actions.toggleTheme, { 'aria-label': 'Change between light and dark' }),
      button('Keys', actions.openHelp, { 'aria-haspopup': 'dialog' }),
    ),
  );
}

/** Blind it is hidden: warnings and figures may name models. */
export function createHeader({ data, store }: App): HTMLElement {
  const { title, slug, made_at, simulated, stopped, warnings } = data;
  const header = el(
    'header',
    { class: 'head' },
    el(
      'div',
      {},
      el('h1', {}, title),
      el('p', { class: 'quiet' }, `${slug} · ${dayAndTime(made_at)}`),
      el('dl', { class: 'totals' }, ...totals(data)),
    ),
    el(
      'div',
      { class: 'notes' },
      simulated && simulatedNote(),
      stopped !== null && el('p', { class: 'note is-grave' }, el('strong', {}, 'Stopped early. '), stopped),
      warnings.length > 0 && warningsNote(warnings),
    ),
  );
  store.watch(({ blind }) => {
    header.hidden = blind;
  });
  return header;
}

const warningsNote = (warnings: readonly string[]) =>
  el(
    'div',
    { class: 'note' },
    el('strong', {}, warnings.length === 1 ? 'A warning' : `${warnings.length} warnings`),
    el('ul', {}, ...warnings.map((warning) => el('li', {}, warning))),
  );

const simulatedNote = () =>
  el(
    'p',
    { class: 'note is-simulated' },
    el('strong', {}, 'Simulated. '),
    'No model ran and nothing was paid: a local stand-in for fal drew these clips, and made up their costs from list prices.',
  );

function totals({
  cells,
  refused,
  totals: { collected, estimated, billed },
  simulated,
}: App['data']): Child[] {
  const many = (standing: CellStanding) => cells.filter((cell) => cellStanding(cell) === standing).length;
  const others = (['failed', 'unknown', 'open', 'waiting'] as const).filter((standing) => many(standing) > 0);
  return [
    total('Done', `${collected} of ${cells.length}`),
    ...others.map((standing) => total(STANDINGS[standing], String(many(standing)), `is-${standing}`)),
    refused.length > 0 && total('Not possible', String(refused.length)),
    total('Estimated', estimated === null ? 'unknown' : usdOfMicros(estimated)),
    total(simulated ? 'Billed, simulated' : 'Billed', usdOfMicros(billed)),
  ];
}

const total = (name: string, value: string, look = '') =>
  el('div', { class: look }, el('dt', {}, name), el('dd', {}, value));
