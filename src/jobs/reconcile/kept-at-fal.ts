/** How long fal keeps a result whose payloads it stores (fal docs, data retention). */
const KEPT_MS = 30 * 86_400_000;

/** ISO time: what ended before, fal has no result of any more. */
export const keptSince = (now: Date) => new Date(now.getTime() - KEPT_MS).toISOString();
