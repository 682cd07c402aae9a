// A record that must be read whole: what nobody took is an error, so no modifier of a price is lost in silence.

/** `take(name)` hands out a member once; `done()` throws with the names of those that nobody took. */
export function strict(record, where) {
  const left = new Map(Object.entries(record));
  return {
    has: (name) => left.has(name),
    take(name) {
      if (!left.has(name)) throw new Error(`${where}: ${name} is missing`);
      return this.maybe(name);
    },
    maybe(name) {
      const value = left.get(name);
      left.delete(name);
      return value;
    },
    done() {
      if (left.size > 0) throw new Error(`${where}: cannot read ${[...left.keys()].join(', ')}`);
    },
  };
}

/** The entry of a table of phrases; one that is not there is an error, never a guess. */
export function known(table, phrase, where) {
  if (Object.hasOwn(table, phrase)) return table[phrase];
  throw new Error(`${where}: cannot read ${JSON.stringify(phrase)}`);
}

/** Without members that are undefined. */
export const defined = (record) =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
