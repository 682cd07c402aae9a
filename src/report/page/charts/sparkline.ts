import { el, svg } from '../dom.ts';
import { figure } from '../sections/figures.ts';

const [WIDTH, HEIGHT] = [160, 32];

/** A series over the clip's time, with its extremes in words. */
export function sparkline(title: string, values: readonly number[], times: readonly number[]): HTMLElement {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const [begin, end] = [times[0] ?? 0, times.at(-1) ?? 1];
  const x = (index: number) => ((((times[index] ?? 0) - begin) / (end - begin || 1)) * WIDTH).toFixed(1);
  const y = (value: number) => (HEIGHT - 2 - ((value - low) / (high - low || 1)) * (HEIGHT - 4)).toFixed(1);
  const words = `${title}: ${figure(low)} to ${figure(high)}`;
  return el(
    'figure',
    { class: 'spark' },
    svg(
      'svg',
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': words, preserveAspectRatio: 'none' },
      svg('polyline', { points: values.map((value, index) => `${x(index)},${y(value)}`).join(' ') }),
    ),
    el('figcaption', {}, title, el('span', { class: 'quiet' }, ` ${figure(low)} to ${figure(high)}`)),
  );
}
