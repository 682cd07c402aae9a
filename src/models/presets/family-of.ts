export interface FamilyMatches {
  family: string;
  /** Beginnings of endpoint ids, by whole segments. */
  matches: readonly string[];
}

/** Which family each beginning belongs to. */
export const familyBeginnings = (families: readonly FamilyMatches[]): ReadonlyMap<string, string> =>
  new Map(families.flatMap(({ family, matches }) => matches.map((begin) => [begin, family])));

/**
 * The family whose beginning covers most of an endpoint id; undefined when none does. Beginnings cover whole
 * segments: `fal-ai/veo3.1` covers `fal-ai/veo3.1/fast`, `fal-ai/flux` does not cover `fal-ai/flux-realism`.
 */
export function familyOf(endpointId: string, beginnings: ReadonlyMap<string, string>): string | undefined {
  for (let begin = endpointId; begin !== ''; begin = begin.slice(0, Math.max(0, begin.lastIndexOf('/')))) {
    const family = beginnings.get(begin);
    if (family !== undefined) return family;
  }
  return undefined;
}
