type Written = Record<string, unknown>;

export interface Expanded {
  presets: Written[];
  /** Where a preset names one that does not stand before it. */
  problems: { index: number; message: string }[];
}

/**
 * Writes out presets that name another one: `"like": "veo-3.1-i2v"` takes over every member of that preset,
 * which must stand before it in the file; a member of its own replaces the whole one.
 */
export function expandLikes(written: readonly Written[]): Expanded {
  const byAlias = new Map<unknown, Written>();
  const problems: Expanded['problems'] = [];
  const presets = written.map(({ like, ...own }, index) => {
    const base = like === undefined ? {} : byAlias.get(like);
    if (base === undefined) {
      problems.push({ index, message: `no preset "${String(like)}" stands before this one` });
    }
    const expanded = { ...base, ...own };
    byAlias.set(own['alias'], expanded);
    return expanded;
  });
  return { presets, problems };
}
