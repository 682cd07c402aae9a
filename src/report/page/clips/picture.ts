import type { Address } from '../addresses.ts';
import { type Attributes, el } from '../dom.ts';

/** A picture that is loaded, or fetched, when it comes near the screen. */
export function picture(address: Address, attributes: Attributes): HTMLImageElement {
  const image = el('img', { loading: 'lazy', decoding: 'async', ...attributes });
  if (typeof address === 'string') image.src = address;
  else fetchOnSight(image, address);
  return image;
}

function fetchOnSight(image: HTMLImageElement, fetch: () => Promise<string>): void {
  const watcher = new IntersectionObserver(
    (entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      watcher.disconnect();
      fetch().then(
        (src) => (image.src = src),
        // Its `alt` says what should be there.
        () => image.classList.add('is-missing'),
      );
    },
    { rootMargin: '25% 0px' },
  );
  watcher.observe(image);
}
