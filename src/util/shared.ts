/** Does the work of a name once for all who ask for it while it goes on. */
export function shared<Result>(): (name: string, work: () => Promise<Result>) => Promise<Result> {
  const underWay = new Map<string, Promise<Result>>();
  return (name, work) => {
    const known = underWay.get(name);
    if (known !== undefined) return known;
    const mine = work().finally(() => underWay.delete(name));
    underWay.set(name, mine);
    return mine;
  };
}
