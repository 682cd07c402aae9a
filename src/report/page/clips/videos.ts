import type { ReportCell } from '../../report-data.ts';
import type { App } from '../app.ts';
import { arrange, groupCells } from '../sections/arrange.ts';
import { el, replace } from '../dom.ts';
import { modelKey } from '../sections/model-look.ts';
import { createTile, type Tile } from './tile.ts';
import type { ViewState } from '../view-state.ts';
import { count } from '../sections/figures.ts';

/** The wall of cells, in groups. Tiles are made once and moved, so that no video is loaded twice. */
export function createVideos(app: App): { element: HTMLElement; tick: () => void; tiles: readonly Tile[] } {
  const { data, store, naming, wall } = app;
  const tiles = data.cells.map((cell) => createTile(app, cell));
  for (const { player } of tiles) if (player !== null) wall.add(player);
  const groups = el('div', {});
  const element = el(
    'section',
    { id: 'videos', 'aria-labelledby': 'videos-title', '--aspect': commonAspect(app) },
    el('h2', { id: 'videos-title' }, 'Videos'),
    groups,
  );

  store.watch((state) => {
    element.hidden = state.blind && !state.wall;
    element.dataset['tile'] = state.tile;
    const cells = arrange(data, state, naming);
    element.style.setProperty('--columns', String(columnsFor(cells, state)));
    const shown = groupCells(cells, data, state).map(({ title, text, cells: members }) =>
      el(
        'section',
        { class: 'cell-group' },
        el(
          'div',
          { class: 'group-head' },
          el(
            'h3',
            {},
            state.group === 'model' && !state.blind && modelKey(data, title),
            title,
            el('span', { class: 'quiet' }, ` ${count(members.length, state.blind ? 'clip' : 'cell')}`),
          ),
          text !== null && el('p', { class: 'prompt', title: text }, text),
        ),
        el(
          'ul',
          { class: 'grid' },
          ...members.map((cell) => el('li', {}, tiles.find((tile) => tile.cell === cell)?.element)),
        ),
      ),
    );
    replace(
      groups,
      ...(shown.length > 0 ? shown : [el('p', { class: 'nothing' }, 'No cell passes the filter.')]),
    );
    if (state.blind && !state.wall) return;
    const ids = new Set(cells.map(({ cell_id }) => cell_id));
    wall.clock.setClips(
      tiles.flatMap(({ cell, player }) => (player !== null && ids.has(cell.cell_id) ? [player.clip] : [])),
    );
    tick();
  });

  function tick(): void {
    for (const tile of tiles) if (tile.player?.near === true) tile.tick(wall.clock.time);
  }
  return { element, tick, tiles };
}

/** Grouped by model, its cells stand in one row; else each model has a column, where they are not too many. */
function columnsFor(cells: readonly ReportCell[], { group, blind }: ViewState): number {
  const models = new Set(cells.map(({ axes }) => axes.model)).size;
  const wanted = blind ? 4 : group === 'model' ? Math.ceil(cells.length / Math.max(1, models)) : models;
  return wanted > 8 ? 6 : Math.max(3, wanted);
}

/** One box for all, of the shape that most clips have; others keep their own shape inside it. */
function commonAspect({ data }: App): string {
  const counts = new Map<string, number>();
  for (const { video } of data.cells) {
    if (video === null) continue;
    const shape = `${video.width} / ${video.height}`;
    counts.set(shape, (counts.get(shape) ?? 0) + 1);
  }
  const [most] = [...counts].toSorted(([, a], [, b]) => b - a);
  return most?.[0] ?? '16 / 9';
}
