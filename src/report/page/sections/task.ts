import type { App } from '../app.ts';
import { el } from '../dom.ts';
import { picture } from '../clips/picture.ts';

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
      ...pictures.map((start) => {
        const { id, width, height, source } = start;
        const address = addresses.picture(start);
        const size = width === null ? '' : ` ${width} × ${height}`;
        return el(
          'article',
          { 'aria-label': `Picture ${id}` },
          el('h3', {}, id, el('span', { class: 'quiet' }, size)),
          address === null
            ? el('p', { class: 'quiet' }, `It ${addresses.absent}.`)
            : picture(address, { alt: `Start picture ${id}` }),
          el('p', { class: 'quiet' }, source),
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
