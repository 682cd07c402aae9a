import { type Attributes, el } from './dom.ts';

/**
 * A link to a part of this page. It moves by itself: in a frame that was filled by its host, `#id` is an address
 * of the host's, and would lead away.
 */
export function jump(id: string, title: string, attributes: Attributes = {}): HTMLAnchorElement {
  const link = el('a', { href: `#${id}`, ...attributes }, title);
  link.addEventListener('click', (event) => {
    const part = document.getElementById(id);
    if (part === null || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    part.scrollIntoView();
    // As a browser does it: the next Tab goes on from there.
    part.tabIndex = -1;
    part.focus({ preventScroll: true });
  });
  return link;
}
