import type { ReportCell } from '../../report-data.ts';
import type { App } from '../app.ts';
import { reasonOf, cellStanding, standingText } from '../sections/cell-state.ts';
import { copyText } from '../copy.ts';
import { button, el, replace } from '../dom.ts';
import { icon } from '../icons.ts';
import { modelKey } from '../sections/model-look.ts';
import { Player } from './player.ts';
import { frameAt, clipSeconds } from './shared-clock.ts';
import { measured, usdOfMicros } from '../sections/figures.ts';
import { soundButton } from './sound.ts';
import type { ViewState } from '../view-state.ts';

export interface Tile {
  cell: ReportCell;
  element: HTMLElement;
  player: Player | null;
  /** Writes which frame is shown, and whether the clip has ended. */
  tick: (time: number) => void;
}

/** One cell on the wall: its video or why there is none, and the few figures that matter most. */
export function createTile(app: App, cell: ReportCell): Tile {
  const counter = el('span', { class: 'counter', 'aria-hidden': 'true' });
  const [heading, facts] = [el('h4', {}), el('p', { class: 'tile-facts' })];
  const { screen, player } = createScreen(app, cell);
  const ended = cell.video === null ? '' : `ended at ${Number(clipSeconds(cell.video).toFixed(2))} s`;
  const over = el('p', { class: 'over', hidden: true }, ended);
  if (player !== null) screen.append(over);
  const element = el('article', { class: `tile is-${cellStanding(cell)}` }, screen, heading, facts);
  const name = (words: string) => {
    element.setAttribute('aria-label', words);
    player?.video.setAttribute('aria-label', `Video of ${words}`);
  };
  app.store.watch(
    (state) => {
      if (state.blind) {
        // No name may stay behind in the page.
        name(app.naming.blind(cell));
        replace(heading, app.naming.blind(cell));
        replace(facts, counter);
      } else {
        name(app.naming.full(cell.axes));
        replace(heading, titleButton(app, cell, state));
        replace(
          facts,
          player && counter,
          ...factsOf(app, cell, state),
          player && soundButton(app, player),
          copyButton(app, cell),
        );
      }
    },
    'blind',
    'measure',
    'group',
  );
  return {
    cell,
    element,
    player,
    tick: (time) => player !== null && tickCounter(counter, over, player, time),
  };
}

/** The heading above says the model or the prompt already. */
function titleButton(app: App, cell: ReportCell, { group }: ViewState): HTMLElement {
  const title = app.naming.full(cell.axes, group === 'none' ? undefined : group);
  const open = button(title, () => app.openDetails(cell), { class: 'tile-title', 'aria-haspopup': 'dialog' });
  open.prepend(modelKey(app.data, cell.axes.model));
  return open;
}

function createScreen(app: App, cell: ReportCell): { screen: HTMLElement; player: Player | null } {
  const address = app.addresses.video(cell);
  const reason = reasonOf(cell) ?? (address === null ? `Its video ${app.addresses.absent}.` : null);
  if (reason !== null || address === null || cell.video === null) {
    const state = el('strong', {}, standingText(cell));
    return { screen: el('div', { class: 'screen is-empty' }, state, el('p', {}, reason)), player: null };
  }
  const sheet = app.addresses.sheet(cell);
  const video = createVideo(typeof sheet === 'string' ? sheet : null);
  const screen = el('div', { class: 'screen' }, video);
  const player = new Player(video, cell.video, address, () => {
    screen.classList.add('is-empty');
    replace(
      screen,
      el('strong', {}, 'Not shown'),
      el('p', {}, `The browser cannot play this video, or it ${app.addresses.absent}.`),
    );
  });
  video.addEventListener('click', () => app.wall.toggle());
  return { screen, player };
}

export function createVideo(poster: string | null): HTMLVideoElement {
  const video = el('video', {
    preload: 'none',
    playsinline: true,
    disablepictureinpicture: true,
    disableremoteplayback: true,
    poster,
    tabindex: -1,
  });
  video.muted = true;
  return video;
}

function factsOf({ data }: App, cell: ReportCell, { measure }: ViewState): HTMLElement[] {
  const { billed, estimate, video, measures, parity } = cell;
  const definition = data.measures.find(({ name }) => name === measure);
  const parts = [
    billed === null ? `${usdOfMicros(estimate.expected)} estimated` : usdOfMicros(billed),
    video === null ? null : `${Number(video.seconds.toFixed(2))} s at ${Number(video.fps.toFixed(2))} fps`,
    definition === undefined || measures === null
      ? null
      : `${definition.title.toLowerCase()} ${measured(measures.measures[measure], definition)}`,
    parity.length === 0 ? null : `${parity.length} not as asked`,
  ].filter((part) => part !== null);
  return parts.map((part) => el('span', {}, part));
}

function copyButton({ announce }: App, cell: ReportCell): HTMLElement {
  const copy = async () => {
    const copied = await copyText(cell.rerun);
    announce(
      copied ? 'Command copied' : 'The browser does not let this page copy; the command is in the details',
      true,
    );
  };
  return button(
    'Copy the command that makes this cell again',
    () => void copy(),
    { class: 'plain' },
    icon('copy'),
  );
}

/** The frame, and over a clip that has ended before the others: that it has. */
function tickCounter(counter: HTMLElement, over: HTMLElement, { clip }: Player, time: number): void {
  const text = `${frameAt(clip, time) + 1} / ${clip.frames}`;
  if (counter.textContent !== text) counter.textContent = text;
  const isOver = time >= clipSeconds(clip);
  if (over.hidden === isOver) over.hidden = !isOver;
}
