/** The names in groups that comparisons join, directly or through others; each group in the order of the votes. */
export function componentsOf(comparisons: readonly { a: string; b: string }[]): string[][] {
  const leaders = new Map<string, string>();
  for (const { a, b } of comparisons) {
    if (!leaders.has(a)) leaders.set(a, a);
    if (!leaders.has(b)) leaders.set(b, b);
    leaders.set(leaderOf(a, leaders), leaderOf(b, leaders));
  }
  const groups = new Map<string, string[]>();
  for (const name of leaders.keys()) {
    const leader = leaderOf(name, leaders);
    groups.set(leader, [...(groups.get(leader) ?? []), name]);
  }
  return [...groups.values()];
}

function leaderOf(name: string, leaders: ReadonlyMap<string, string>): string {
  const above = leaders.get(name) ?? name;
  return above === name ? name : leaderOf(above, leaders);
}
