import type { App } from './app.ts';
import type { VotingPanel } from './voting/voting-panel.ts';
import type { Shortcut } from './keyboard.ts';
import type { Transport } from './clips/transport.ts';

interface Reach {
  app: App;
  transport: Transport;
  votingPanel: VotingPanel;
  search: HTMLInputElement;
  setBlind: (blind: boolean) => void;
  changeTheme: () => void;
  openHelp: () => void;
}

/** Every key of the page. */
export function shortcutsOf({ app, transport, votingPanel, search, ...reach }: Reach): Shortcut[] {
  const { wall, store } = app;
  const groups = ['prompt', 'model', 'none'] as const;
  const nextGroup = () => groups[(groups.indexOf(store.get().group) + 1) % groups.length] ?? 'prompt';
  return [
    { keys: [' ', 'k'], does: 'Play or pause all clips', when: 'always', run: () => wall.toggle() },
    {
      keys: ['ArrowRight', '.'],
      shown: ['→', '.'],
      does: 'One frame on',
      when: 'always',
      run: () => wall.step(1),
    },
    {
      keys: ['ArrowLeft', ','],
      shown: ['←', ','],
      does: 'One frame back',
      when: 'always',
      run: () => wall.step(-1),
    },
    {
      keys: ['Shift+ArrowRight'],
      shown: ['Shift →'],
      does: 'Ten frames on',
      when: 'always',
      run: () => wall.step(10),
    },
    {
      keys: ['Shift+ArrowLeft'],
      shown: ['Shift ←'],
      does: 'Ten frames back',
      when: 'always',
      run: () => wall.step(-10),
    },
    { keys: ['Home'], does: 'First frame', when: 'always', run: () => wall.seek(0) },
    { keys: ['End'], does: 'Last frame', when: 'always', run: () => wall.seek(wall.clock.length) },
    { keys: ['l'], does: 'Loop, or play once', when: 'always', run: transport.toggleLoop },
    { keys: ['['], does: 'Slower', when: 'always', run: () => transport.changeRate(-1) },
    { keys: [']'], does: 'Faster', when: 'always', run: () => transport.changeRate(1) },
    { keys: ['d'], does: 'Dark or light', when: 'always', run: reach.changeTheme },
    { keys: ['?'], does: 'These keys', when: 'always', run: reach.openHelp },
    { keys: ['/'], does: 'Search', when: 'open', run: () => search.focus() },
    {
      keys: ['g'],
      does: 'Group by prompt, by model, or not',
      when: 'open',
      run: () => store.set({ group: nextGroup() }),
    },
    { keys: ['n'], does: 'To the next cell', when: 'open', run: () => goToCell(1) },
    { keys: ['p'], does: 'To the cell before', when: 'open', run: () => goToCell(-1) },
    { keys: ['v'], does: 'Vote blind', when: 'open', run: () => reach.setBlind(true) },
    { keys: ['a', '1'], does: 'A is better', when: 'blind', run: () => votingPanel.vote('a') },
    { keys: ['b', '2'], does: 'B is better', when: 'blind', run: () => votingPanel.vote('b') },
    { keys: ['t', '0'], does: 'No difference', when: 'blind', run: () => votingPanel.vote('tie') },
    { keys: ['s'], does: 'Skip this pair', when: 'blind', run: votingPanel.skip },
    { keys: ['u'], does: 'Take the last vote back', when: 'blind', run: votingPanel.undo },
    { keys: ['w'], does: 'Save the votes to a file', when: 'blind', run: votingPanel.save },
    {
      keys: ['v', 'Escape'],
      shown: ['V', 'Esc'],
      does: 'Show the names again',
      when: 'blind',
      run: () => reach.setBlind(false),
    },
  ];
}

/** The focus goes to the name of a cell on the wall, where Enter opens it. */
function goToCell(by: 1 | -1): void {
  const titles = [...document.querySelectorAll<HTMLElement>('#videos button.tile-title')];
  const now = titles.findIndex(
    (title) => title.closest('article') === document.activeElement?.closest('article'),
  );
  const next = titles[now === -1 && by === -1 ? titles.length - 1 : now + by];
  next?.focus();
  next?.closest('article')?.scrollIntoView({ block: 'nearest' });
}
