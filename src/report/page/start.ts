import type { ReportData } from '../report-data.ts';
import { createAnnouncer } from './announce.ts';
import type { App } from './app.ts';
import { createVotingPanel } from './voting/voting-panel.ts';
import { createCostPlot } from './charts/cost-plot.ts';
import { createDetails } from './sections/details.ts';
import { el } from './dom.ts';
import { createFilters } from './sections/filters.ts';
import { createHeader, createTopBar } from './sections/header.ts';
import { createHelp } from './help.ts';
import { jump } from './jump.ts';
import { listenToKeys } from './keyboard.ts';
import { createMeasures } from './sections/measures.ts';
import { createNaming } from './sections/naming.ts';
import { SharedClock } from './clips/shared-clock.ts';
import { createSheets } from './sections/sheets.ts';
import { shortcutsOf } from './shortcuts.ts';
import { createTable } from './sections/table.ts';
import { createTask } from './sections/task.ts';
import { applyTheme, toggleTheme } from './theme.ts';
import { createTimeline } from './charts/timeline.ts';
import { createTransport } from './clips/transport.ts';
import { createVideos } from './clips/videos.ts';
import { createStore, type ViewState } from './view-state.ts';
import { Wall } from './clips/wall.ts';

export interface PageOptions extends Pick<App, 'addresses' | 'saveFile'> {
  /** Stops what listens and plays, for a page that is built anew. */
  until?: AbortSignal;
}

/** Builds the whole page into `place`. Where data and files come from, and go to, is the caller's. */
export function buildPage(
  place: HTMLElement,
  data: ReportData,
  { addresses, saveFile, until }: PageOptions,
): void {
  applyTheme();
  const announcer = createAnnouncer();
  const details = createDetails();
  const ticks: (() => void)[] = [];
  const app: App = {
    data,
    addresses,
    saveFile,
    naming: createNaming(data),
    store: createStore(firstState(data)),
    wall: new Wall(new SharedClock(), () => {
      for (const tick of ticks) tick();
    }),
    announce: announcer.announce,
    openDetails: (cell) => details.open(app, cell),
  };
  const videos = createVideos(app);
  const transport = createTransport(app);
  const filters = createFilters(app);
  const votingPanel = createVotingPanel(app);
  ticks.push(videos.tick, transport.tick);
  transport.tick();

  const setBlind = (blind: boolean) => {
    if (saveFile === null) return;
    app.wall.pause();
    app.store.set({ blind, wall: false });
    app.announce(blind ? 'Voting blind: names are hidden' : 'Names are shown');
    scrollTo({ top: 0 });
  };
  const changeTheme = () => app.announce(toggleTheme() === 'dark' ? 'Dark' : 'Light');
  const shortcuts = shortcutsOf({
    app,
    transport,
    votingPanel,
    setBlind,
    changeTheme,
    search: filters.search,
    openHelp: () => help.open(),
  });
  const help = createHelp(shortcuts);
  const actions = {
    toggleBlind: () => setBlind(!app.store.get().blind),
    toggleTheme: changeTheme,
    openHelp: help.open,
  };

  place.append(
    jump('videos', 'To the videos', { class: 'skip' }),
    createTopBar(app, actions),
    el(
      'main',
      {},
      createHeader(app),
      votingPanel.element,
      filters.element,
      videos.element,
      createTable(app),
      createMeasures(app),
      createCostPlot(app),
      createTimeline(app),
      createSheets(app),
      createTask(app),
    ),
    transport.element,
    details.element,
    help.element,
    announcer.element,
  );
  listenToKeys(shortcuts, app.store.get, until);
  until?.addEventListener('abort', () => app.wall.close());
  app.store.watch(() => transport.tick());
}

function firstState(data: ReportData): ViewState {
  // A single group needs no heading.
  const isOnePrompt = new Set(data.cells.map(({ axes }) => axes.prompt)).size < 2;
  return {
    group: isOnePrompt ? 'none' : 'prompt',
    sort: 'plan',
    descending: false,
    text: '',
    hidden: { models: new Set(), prompts: new Set(), standings: new Set() },
    measure: data.measures[0]?.name ?? 'motion',
    tile: 'fit',
    blind: false,
    wall: false,
  };
}
