/**
 * Whether a text holds every word of a search. A number means a version, and stands alone: `kling 3` is `kling-v3-pro`, not
 * `kling-o3-pro` or `kling-v2.3`; it may go on after a dot, as in `veo 3` for `veo3.1`.
 */
export function matchesTerms(text: string, terms: readonly RegExp[]): boolean {
  const searched = text.toLowerCase();
  return terms.every((word) => word.test(searched));
}

/** What somebody types, as the terms to look for. */
export function searchTerms(typed: string): RegExp[] {
  const terms = typed
    .toLowerCase()
    .split(/[\s,_]+/)
    .filter((word) => word !== '')
    .flatMap(splitVersion);
  return [...new Set(terms)].map(patternOf);
}

/** `kling3` and `veo3.1` are two terms: some names have a dash or a `v` between them. */
function splitVersion(word: string): string[] {
  const [, name, version] = /^([a-z]{3,})(\d[\d.]*)$/.exec(word) ?? [];
  return name === undefined || version === undefined ? [word] : [name, version];
}

function patternOf(word: string): RegExp {
  const literal = word.replaceAll(/[^a-z0-9]/gu, (sign) => `\\u{${sign.codePointAt(0)?.toString(16) ?? ''}}`);
  if (/^\d[\d.]*$/.test(word)) {
    // After a name or a `v`, but not within `o3`, `i2v` or `4k`, which are names of their own.
    return new RegExp(`(?:^|[^a-z0-9.]|[^a-z0-9]v|[a-z]{2})0?${literal}(?![0-9a-z])`, 'u');
  }
  return /\d/.test(word) ? new RegExp(`(?:^|[^a-z0-9])${literal}(?![0-9])`, 'u') : new RegExp(literal, 'u');
}
