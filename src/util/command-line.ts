import { safeText } from './safe-text.ts';

/** A command as a line to be pasted into a shell, its values as JSON has them: `fal-video generate kling --duration 5`. */
export function commandLine(
  name: string,
  places: readonly string[],
  options: Readonly<Record<string, unknown>>,
  simulated: boolean,
): string {
  const all = simulated ? { ...options, simulate: true } : options;
  const typed = Object.entries(all).flatMap(([option, value]) => optionWords(flagOf(option), value));
  const words = places.some((word) => word.startsWith('-'))
    ? [...typed, '--', ...places]
    : [...places, ...typed];
  return ['fal-video', ...name.split(' '), ...words]
    .map((word) => shellWord(safeText(word, word.length)))
    .join(' ');
}

export const flagOf = (name: string) => `--${name.replaceAll('_', '-')}`;

function optionWords(flag: string, value: unknown): string[] {
  if (value === undefined || value === null) return [];
  if (typeof value === 'boolean') return [value ? flag : flag.replace('--', '--no-')];
  // A value that looks like an option is taken for one, unless it stands in the same word.
  const pair = (text: string) => (text.startsWith('-') ? [`${flag}=${text}`] : [flag, text]);
  if (!Array.isArray(value)) return pair(typeof value === 'string' ? value : JSON.stringify(value));
  const isOfNumbers = value.every((item) => typeof item === 'number');
  return isOfNumbers ? pair(value.join(',')) : value.map(String).flatMap(pair);
}

/** A text as one word of a POSIX shell. */
const shellWord = (text: string) =>
  /^[\w./:@=,+-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
