import type { App } from './app.ts';
import { el } from './dom.ts';

/** What every model was asked: prompts, pictures, and what some of them cannot do at all. */
export function createTask({ data, addresses, store, naming }: App): HTMLElement {
  const { prompts, pictures, refused } = data;
  const element = el(
    'section',
    { id: 'task', 'aria-labelledby': 'task-title' },
    el('h2', { id: 'task-title' }, 'Task'),
    el(
      'div',
      { class: 'task' },
      ...prompts.map(({ id, text, sha256, variants }) =>
        el(
          'article',
          { 'aria-label': `Prompt ${id}` },
          el('h3', {}, id, el('code', { class: 'hash', title: sha256 }, sha256.slice(0, 12))),
          el('p', { class: 'prompt is-whole' }, text),
          ...Object.entries(variants).map(([model, variant]) =>
            el('p', { class: 'prompt is-whole' }, el('strong', {}, `For ${model}: `), variant),
          ),
        ),
      ),
      ...pictures.map((picture) => {
        const address = addresses.picture(picture);
        const size = picture.width === null ? '' : ` ${picture.width} × ${picture.height}`;
        return el(
          'article',
          { 'aria-label': `Picture ${picture.id}` },
          el('h3', {}, picture.id, el('span', { class: 'quiet' }, size)),
          address === null
            ? el('p', { class: 'quiet' }, 'Not beside this page.')
            : el('img', { src: address, alt: `Start picture ${picture.id}`, loading: 'lazy' }),
          el('p', { class: 'quiet' }, picture.source),
        );
      }),
    ),
    refused.length > 0 &&
      el(
        'div',
        { class: 'note' },
        el('strong', {}, 'Not possible, and not run'),
        el(
          'ul',
          {},
          ...refused.map(({ axes, error }) => el('li', {}, `${naming.full(axes)}: ${error.message}`)),
        ),
      ),
  );
  store.watch(({ blind }) => {
    element.hidden = blind;
  });
  return element;
}
