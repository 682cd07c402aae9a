import type { z } from 'zod';

/**
 * Writes out presets that name another one: `"like": "veo-3.1-i2v"` takes over every member of that preset,
 * which must stand before it in the file; a member of its own replaces the whole one.
 */
export function expandLikes(
  written: Record<string, unknown>[],
  context: z.core.$RefinementCtx,
): Record<string, unknown>[] {
  const byAlias = new Map<unknown, Record<string, unknown>>();
  return written.map(({ like, ...own }, index) => {
    const base = like === undefined ? {} : byAlias.get(like);
    if (base === undefined) {
      context.addIssue({
        code: 'custom',
        path: [index, 'like'],
        message: `no preset "${String(like)}" stands before this one`,
      });
    }
    const expanded = { ...base, ...own };
    byAlias.set(own['alias'], expanded);
    return expanded;
  });
}
