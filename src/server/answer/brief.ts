import { safeText } from '../../util/safe-text.ts';

/** A text in one line of a table: as many of its sentences as fit, and of a first one that is too long its whole words. */
export function brief(text: string, most: number): string {
  const clean = safeText(text, 2_000);
  if (clean.length <= most) return clean;
  const sentences = /^.*[.!?](?=\s)/su.exec(clean.slice(0, most + 1))?.[0];
  return sentences ?? `${wholeWords(clean.slice(0, most))}…`;
}

/** Without the word that was cut, unless there is no other. */
function wholeWords(start: string): string {
  const words = start.replace(/\s\S*$/u, '').trimEnd();
  return words.replace(/[,;:]$/u, '');
}
