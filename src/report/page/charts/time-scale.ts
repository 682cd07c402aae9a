/** A stretch of time in which something was under way, in ms since 1970. */
export interface TimeSpan {
  from: number;
  to: number;
}

export interface TimeScale {
  /** 0 to 1. */
  place: (time: number) => number;
  /** Stretches without work that are drawn short. */
  breaks: { at: number; seconds: number }[];
  /** Working stretches and how much of the width each has. */
  stretches: (TimeSpan & { begin: number; end: number })[];
}

/** A gap is cut where it lasts longer than all the work together, and longer than a minute: a run resumed next morning. */
const SHORTEST_GAP = 60_000;
const GAP_WIDTH = 0.04;

export function timeScale(spans: readonly TimeSpan[]): TimeScale {
  const worked = joined(spans, 0);
  const total = worked.reduce((sum, { from, to }) => sum + to - from, 0);
  const parts = joined(spans, Math.max(SHORTEST_GAP, total));
  const room = 1 - GAP_WIDTH * Math.max(0, parts.length - 1);
  const drawn = parts.reduce((sum, { from, to }) => sum + to - from, 0) || 1;
  let begin = 0;
  const stretches = parts.map(({ from, to }) => {
    const stretch = { from, to, begin, end: begin + ((to - from) / drawn) * room };
    begin = stretch.end + GAP_WIDTH;
    return stretch;
  });
  const breaks = stretches.slice(1).map((next, index) => ({
    at: next.begin - GAP_WIDTH / 2,
    seconds: (next.from - (stretches[index]?.to ?? next.from)) / 1000,
  }));
  const place = (time: number) => {
    const stretch = stretches.findLast(({ from }) => from <= time) ?? stretches[0];
    if (stretch === undefined) return 0;
    const { from, to, begin: first, end } = stretch;
    return first + Math.min(1, Math.max(0, (time - from) / (to - from || 1))) * (end - first);
  };
  return { place, breaks, stretches };
}

/** Spans that overlap, or lie no further apart than `gap`, as one. */
function joined(spans: readonly TimeSpan[], gap: number): TimeSpan[] {
  const parts: TimeSpan[] = [];
  for (const { from, to } of spans.toSorted((a, b) => a.from - b.from)) {
    const last = parts.at(-1);
    if (last !== undefined && from - last.to <= gap) last.to = Math.max(last.to, to);
    else parts.push({ from, to });
  }
  return parts;
}
