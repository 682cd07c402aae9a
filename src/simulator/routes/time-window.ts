export const DAY_MS = 86_400_000;

export interface TimeWindow {
  start: number;
  end: number;
}

/** The span that a call asks for, or the last so many milliseconds; `end` is exclusive. */
export function timeWindow(url: URL, now: Date, defaultSpanMs: number): TimeWindow {
  const end = Date.parse(url.searchParams.get('end') ?? '');
  const start = Date.parse(url.searchParams.get('start') ?? '');
  return {
    start: Number.isNaN(start) ? now.getTime() - defaultSpanMs : start,
    end: Number.isNaN(end) ? Infinity : end,
  };
}

export const isWithin = (time: Date, { start, end }: TimeWindow) =>
  time.getTime() >= start && time.getTime() < end;
