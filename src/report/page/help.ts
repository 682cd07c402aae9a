import { button, el, replace } from './dom.ts';
import type { Shortcut } from './keyboard.ts';
import { showDialog } from './show-dialog.ts';

const GROUPS: Record<Shortcut['when'], string> = {
  always: 'Playing',
  open: 'Looking',
  blind: 'Voting blind',
};

export function createHelp(shortcuts: readonly Shortcut[]): { element: HTMLDialogElement; open: () => void } {
  const dialog = el('dialog', { class: 'help', 'aria-labelledby': 'help-title' });
  replace(
    dialog,
    el('h2', { id: 'help-title', tabindex: -1 }, 'Keys'),
    el(
      'div',
      { class: 'help-columns' },
      ...(['always', 'open', 'blind'] as const).map((when) =>
        el(
          'section',
          {},
          el('h3', {}, GROUPS[when]),
          el('dl', { class: 'keys' }, ...shortcuts.filter((one) => one.when === when).flatMap(keyLine)),
        ),
      ),
    ),
    el(
      'p',
      { class: 'quiet' },
      'A step is one frame of the fastest clip. A shorter clip waits on its last frame until the longest has ended.',
    ),
    el(
      'div',
      { class: 'dialog-end' },
      button('Close', () => dialog.close()),
    ),
  );
  return { element: dialog, open: () => showDialog(dialog) };
}

function keyLine({ keys, shown, does }: Shortcut): HTMLElement[] {
  const names =
    shown ?? keys.map((key) => (key === ' ' ? 'Space' : key.length === 1 ? key.toUpperCase() : key));
  return [el('dt', {}, ...names.map((name) => el('kbd', {}, name))), el('dd', {}, does)];
}
