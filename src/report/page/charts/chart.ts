import { el, svg } from '../dom.ts';

export interface Drawing {
  height: number;
  /** What it shows, for those who do not see it; its parts are hidden from them. */
  words: string;
  parts: SVGElement[];
}

/** A drawing that is made anew for each width, so that its letters keep their size on a narrow screen. */
export function chart(draw: (width: number) => Drawing): { element: HTMLElement; redraw: () => void } {
  const element = el('div', { class: 'chart' });
  let width = 0;
  const redraw = () => {
    if (width === 0) return;
    const { height, words, parts } = draw(width);
    const picture = { width, height, role: 'img', 'aria-label': words };
    element.replaceChildren(svg('svg', picture, svg('g', { 'aria-hidden': 'true' }, ...parts)));
  };
  new ResizeObserver(([entry]) => {
    const next = Math.floor(entry?.contentRect.width ?? 0);
    if (next === width) return;
    width = next;
    redraw();
  }).observe(element);
  return { element, redraw };
}

export interface Axis {
  low: number;
  high: number;
  ticks: number[];
}

/** An axis with round ticks that holds all values; it begins at 0 where they are not far from it. */
export function axisFor(values: readonly number[], most = 5): Axis {
  if (values.length === 0) return { low: 0, high: 1, ticks: [0, 1] };
  let [low, high] = [Math.min(...values), Math.max(...values)];
  if (low > 0 && low < high * 0.6) low = 0;
  if (high < 0 && high > low * 0.6) high = 0;
  if (low === high) [low, high] = low === 0 ? [0, 1] : [Math.min(0, low), Math.max(0, low)];
  const rough = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const [first, last] = [Math.floor(low / step + 1e-9), Math.ceil(high / step - 1e-9)];
  const ticks = Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
  return { low: first * step, high: last * step, ticks };
}

export const place = ({ low, high }: Axis, value: number) => (value - low) / (high - low || 1);

/** A mark that tells its values to a pointer, and opens its cell. */
export function spot(mark: SVGElement, x: number, y: number, words: string, open: () => void): SVGGElement {
  const spotted = svg(
    'g',
    { class: 'spot', transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})`, onclick: open },
    svg('title', {}, words),
    svg('circle', { r: 11, class: 'target' }),
    mark,
  );
  return spotted;
}
