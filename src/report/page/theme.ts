import { keep, readKept } from './kept.ts';

const KEY = 'fal-video theme';

/** The system's theme, until the reader chooses the other. */
export function applyTheme(): void {
  const kept = readKept(KEY);
  if (kept === 'dark' || kept === 'light') document.documentElement.dataset['theme'] = kept;
}

/** Changes to the other theme, and gives its name. */
export function toggleTheme(): 'dark' | 'light' {
  const { dataset } = document.documentElement;
  const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  const next = (dataset['theme'] ?? system) === 'dark' ? 'light' : 'dark';
  dataset['theme'] = next;
  keep(KEY, next);
  return next;
}
