/** Lengths in seconds as spans where they are one: `3–15`, `4, 6, 8`, `1–10, 15`. */
export function spanOf(values: readonly number[]): string {
  const runs: number[][] = [];
  for (const value of values) {
    const run = runs.at(-1);
    if (run !== undefined && value === (run.at(-1) ?? 0) + 1) run.push(value);
    else runs.push([value]);
  }
  // Two lengths in a row are a choice, not a span.
  return runs.map((run) => (run.length > 2 ? `${run[0]}–${run.at(-1)}` : run.join(', '))).join(', ');
}
