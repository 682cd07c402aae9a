import { inputError } from '../../errors.ts';

/** Codex cuts the middle out of longer answers and Claude Code turns them into a file (measured, 48,000 and up). */
export const MOST_CHARACTERS = 30_000;

/** Fewer than 2,000 tokens of JSON with its ids and figures (measured: 2.7 characters a token): what an agent was not asked to limit. */
export const SHORT_CHARACTERS = 5_200;

/**
 * The answer short enough to be shown whole. Long texts are cut, and say so, more and more until it fits;
 * lists are for the tools to page. What does not fit even then is refused with how to ask for less.
 */
export function fit(data: Record<string, unknown>): Record<string, unknown> {
  if (jsonLength(data) <= MOST_CHARACTERS) return data;
  for (const most of [2000, 600, 200, 60]) {
    const shorter = withShortTexts(data, most) as Record<string, unknown>;
    if (jsonLength(shorter) <= MOST_CHARACTERS) return shorter;
  }
  throw inputError({
    code: 'ANSWER_TOO_LONG',
    message: `The answer has ${jsonLength(data)} characters; at most ${MOST_CHARACTERS} are shown.`,
    next: 'Ask for less: fewer jobs or models, a lower limit, or detail "concise".',
  });
}

export const jsonLength = (value: unknown) => JSON.stringify(value)?.length ?? 0;

function withShortTexts(value: unknown, most: number): unknown {
  if (typeof value === 'string') return shortText(value, most);
  if (Array.isArray(value)) return value.map((item) => withShortTexts(item, most));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, withShortTexts(member, most)]),
  );
}

function shortText(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)}… (${text.length - most} characters left out)`;
}
