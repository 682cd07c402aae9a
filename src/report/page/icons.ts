import { svg } from './dom.ts';

/** Drawn on 16 × 16. */
const PATHS = {
  play: 'M4 2.5v11l9.5-5.5z',
  pause: 'M4 2.5h3v11H4zM9 2.5h3v11H9z',
  back: 'M12.5 2.5v11L5.5 8zM3 2.5h2v11H3z',
  forward: 'M3.5 2.5v11l7-5.5zM11 2.5h2v11h-2z',
  loop: 'M4.5 4H11a3 3 0 0 1 3 3v.5h-1.5V7A1.5 1.5 0 0 0 11 5.500H4.500V7.500L1.500 4.750 4.500 2zM11.500 12H5a3 3 0 0 1-3-3v-.5h1.500V9A1.500 1.500 0 0 0 5 10.500h6.500V8.500l3 2.750-3 2.750z',
  copy: 'M5 1.500h8.500v10H11V14H2.500V4H5zM6.500 3v7H12V3zM4 5.500v7h5.500v-1H5v-6z',
  sound:
    'M2 5.500h2.500L8 2.500v11L4.500 10.500H2zM9.500 5a4 4 0 0 1 0 6zM9.500 2.500a6.500 6.500 0 0 1 0 11V12a5 5 0 0 0 0-8z',
} as const;

export function icon(name: keyof typeof PATHS): SVGSVGElement {
  return svg(
    'svg',
    { viewBox: '0 0 16 16', width: 16, height: 16, 'aria-hidden': 'true', class: 'icon' },
    svg('path', { d: PATHS[name] }),
  );
}
