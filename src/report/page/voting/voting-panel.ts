import type { ReportCell } from '../../report-data.ts';
import type { App } from '../app.ts';
import { createBallot, QUESTION } from './ballot.ts';
import { button, el, replace } from '../dom.ts';
import { picture } from '../clips/picture.ts';
import { fairPairs, nextPair, type Pair } from './pairs.ts';
import { Player } from '../clips/player.ts';
import { soundButton } from '../clips/sound.ts';
import { createVideo } from '../clips/tile.ts';
import { count } from '../sections/figures.ts';

export interface VotingPanel {
  element: HTMLElement;
  vote: (winner: 'a' | 'b' | 'tie') => void;
  skip: () => void;
  undo: () => void;
  save: () => void;
}

/** Blind mode: two clips of one task without names, and a vote between them. */
export function createVotingPanel(app: App): VotingPanel {
  const { data, store, wall, announce } = app;
  const ballot = createBallot(data, () => countVotes());
  const pairs = fairPairs(data.cells);
  let passed: Pair[] = [];
  let pair: Pair | null = null;
  let players: Player[] = [];

  const stage = el('div', { class: 'stage' });
  const task = el('div', { class: 'voting-panel-task' });
  const progress = el('p', { class: 'quiet' });
  const choices = el(
    'div',
    { class: 'choices', role: 'group', 'aria-label': 'Your vote' },
    button('A is better', () => vote('a')),
    button('No difference', () => vote('tie')),
    button('B is better', () => vote('b')),
  );
  const showAll = button('Show all clips', () => store.set({ wall: !store.get().wall }), {
    'aria-pressed': 'false',
  });
  const element = el(
    'section',
    { id: 'voting-panel', class: 'voting-panel', 'aria-labelledby': 'voting-panel-title' },
    el('h2', { id: 'voting-panel-title' }, QUESTION),
    task,
    stage,
    choices,
    el(
      'div',
      { class: 'voting-panel-end' },
      progress,
      button('Skip', () => skip(), { class: 'plain' }),
      button('Undo', () => undo(), { class: 'plain' }),
      showAll,
      button('Save votes', () => void save()),
    ),
  );

  store.watch((state, before) => {
    element.hidden = !state.blind;
    showAll.setAttribute('aria-pressed', String(state.wall));
    if (state.blind && before?.blind !== true) {
      ballot.read();
      next();
    } else if (!state.blind && before?.blind === true) leave();
    else if (state.blind && before?.wall !== state.wall) timeLine();
  });

  function vote(winner: 'a' | 'b' | 'tie'): void {
    if (pair === null) return;
    ballot.add({ a: pair.left.cell_id, b: pair.right.cell_id, winner, at: new Date().toISOString() });
    const words = { a: 'A is better', b: 'B is better', tie: 'No difference' } as const;
    announce(`${words[winner]}. ${count(ballot.votes.length, 'vote')}`, true);
    next();
  }

  function skip(): void {
    if (pair === null) return;
    passed = [...passed, pair];
    next();
  }

  function undo(): void {
    const last = ballot.undo();
    const of = (id: string | undefined) => data.cells.find(({ cell_id }) => cell_id === id);
    const [left, right] = [of(last?.a), of(last?.b)];
    announce(left === undefined ? 'There is no vote to take back' : 'The last vote is taken back', true);
    if (left !== undefined && right !== undefined) show({ left, right });
  }

  async function save(): Promise<void> {
    const name = `${data.slug}-votes-${new Date().toISOString().slice(0, 10)}.json`;
    const saved = await app.saveFile?.(name, `${JSON.stringify(ballot.file(), null, 2)}\n`);
    const votes = count(ballot.votes.length, 'vote');
    announce(
      saved === true
        ? `${votes} saved. Read them with fal-video experiment votes FILE`
        : `The ${votes} were not saved: try once more, or vote in report.html`,
      true,
    );
  }

  function next(): void {
    show(nextPair(pairs, ballot.votes, passed, Math.random));
  }

  function show(shown: Pair | null): void {
    leave();
    pair = shown;
    countVotes();
    for (const choice of choices.querySelectorAll('button')) choice.disabled = pair === null;
    replace(task, ...(pair === null ? [] : taskOf(app, pair.left)));
    if (pair === null) {
      const words =
        pairs.length === 0
          ? 'There are no two clips of the same task by different models.'
          : 'Every pair has been seen. Save the votes.';
      replace(stage, el('p', { class: 'nothing' }, words));
      return;
    }
    replace(stage, seat('A', pair.left), seat('B', pair.right));
    timeLine();
    wall.seek(0);
  }

  function countVotes(): void {
    const left = Math.max(0, pairs.length - ballot.votes.length);
    const warning = ballot.isKept ? '' : ' This browser keeps no votes: save them before you leave.';
    progress.textContent = `${count(ballot.votes.length, 'vote')}, ${left} of ${count(pairs.length, 'pair')} left.${warning}`;
  }

  function seat(letter: string, cell: ReportCell): HTMLElement {
    const address = app.addresses.video(cell);
    const aspect = cell.video === null ? null : `${cell.video.width} / ${cell.video.height}`;
    const screen = el('div', { class: 'screen', '--aspect': aspect });
    let sound: HTMLElement | null = null;
    if (cell.video !== null && address !== null) {
      const video = createVideo(null);
      video.setAttribute('aria-label', `Clip ${letter}`);
      // Its menu would show the file's name.
      video.addEventListener('contextmenu', (event) => event.preventDefault());
      video.addEventListener('click', () => wall.toggle());
      const player = new Player(video, cell.video, address, () =>
        replace(screen, el('p', {}, 'This clip cannot be played: skip it.')),
      );
      screen.append(video);
      players.push(player);
      wall.add(player);
      sound = soundButton(app, player);
    }
    return el('figure', {}, screen, el('figcaption', {}, letter, sound));
  }

  /** With the other clips out of sight, the time line is that of the two. */
  function timeLine(): void {
    if (!store.get().wall && players.length > 0) wall.clock.setClips(players.map(({ clip }) => clip));
  }

  function leave(): void {
    for (const player of players) wall.remove(player);
    players = [];
    pair = null;
    replace(stage);
  }

  return { element, vote, skip, undo, save: () => void save() };
}

/** What both clips were asked: the prompt, and the picture that they start from. */
function taskOf({ data, addresses }: App, { axes }: ReportCell): HTMLElement[] {
  const prompt = data.prompts.find(({ id }) => id === axes.prompt);
  const start = data.pictures.find(({ id }) => id === axes.picture);
  const address = start === undefined ? null : addresses.picture(start);
  return [
    ...(address === null ? [] : [picture(address, { alt: 'Start picture' })]),
    el('p', { class: 'prompt is-whole' }, prompt?.text ?? ''),
  ];
}
