import type { ViewState } from './view-state.ts';

/** A key, what it does, and when: the help is made from the same table. */
export interface Shortcut {
  keys: readonly string[];
  /** How the help names them, where the browser's names say too little. */
  shown?: readonly string[];
  does: string;
  when: 'always' | 'open' | 'blind';
  run: () => void;
}

/** Listens on the whole page, and keeps out of fields, buttons and dialogs. */
export function listenToKeys(
  shortcuts: readonly Shortcut[],
  state: () => ViewState,
  until?: AbortSignal,
): void {
  const listen = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target instanceof Element ? event.target : document.body;
    if (target.closest('dialog') !== null || isTyped(target, event.key)) return;
    const key = event.shiftKey && event.key.startsWith('Arrow') ? `Shift+${event.key}` : event.key;
    const name = key.length === 1 ? key.toLowerCase() : key;
    const mode = state().blind ? 'blind' : 'open';
    const shortcut = shortcuts.find(
      ({ keys, when }) => keys.includes(name) && (when === 'always' || when === mode),
    );
    if (shortcut === undefined) return;
    event.preventDefault();
    shortcut.run();
  };
  document.addEventListener('keydown', listen, until === undefined ? {} : { signal: until });
}

/** Whether the element has its own use for this key. */
function isTyped(target: Element, key: string): boolean {
  if (target.matches('input[type=search], input[type=text], textarea, [contenteditable]')) return true;
  if (target.matches('select')) return key !== 'Escape';
  if (target.matches('input[type=range]')) return /^(Arrow|Home|End|Page)/.test(key);
  return (key === ' ' || key === 'Enter') && target.matches('button, a, summary, input, label');
}
