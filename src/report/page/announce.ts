import { el } from './dom.ts';

/** A polite live region, and the same words for a moment in a corner where they answer something the reader did. */
export function createAnnouncer(): {
  element: HTMLElement;
  announce: (text: string, shown?: boolean) => void;
} {
  const spoken = el('p', { class: 'unseen', role: 'status', 'aria-live': 'polite' });
  const toast = el('p', { class: 'toast', 'aria-hidden': 'true' });
  let hiding: ReturnType<typeof setTimeout> | undefined;
  return {
    element: el('div', {}, spoken, toast),
    announce: (text, shown = false) => {
      spoken.textContent = text;
      if (!shown) return;
      toast.textContent = text;
      toast.classList.add('is-shown');
      clearTimeout(hiding);
      hiding = setTimeout(() => toast.classList.remove('is-shown'), 2400);
    },
  };
}
