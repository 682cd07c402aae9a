import type { Effect, Tool } from '../define-tool.ts';

/** All four hints, always: clients fill a missing one in differently. */
export interface Annotations {
  title: string;
  readOnlyHint: boolean;
  destructiveHint: boolean;
  idempotentHint: boolean;
  openWorldHint: boolean;
}

type Hints = Omit<Annotations, 'title' | 'openWorldHint'>;

/**
 * Money that is spent and work that is stopped do not come back: both count as destructive. Codex runs by itself
 * what only reads, or what is neither destructive nor open-world (measured with 0.169.0); spending is both.
 */
const HINTS: Record<Effect, Hints> = {
  read: { readOnlyHint: true, destructiveHint: false, idempotentHint: true },
  local: { readOnlyHint: false, destructiveHint: false, idempotentHint: false },
  stop: { readOnlyHint: false, destructiveHint: true, idempotentHint: true },
  spend: { readOnlyHint: false, destructiveHint: true, idempotentHint: false },
};

/** What a client may tell its user about a tool, derived from what the tool does. */
export function annotationsOf({ title, effect, reaches }: Tool): Annotations {
  return { title, ...HINTS[effect], openWorldHint: reaches === 'fal' };
}
