/** A value that is made when it is first asked for. What throws is tried again; a promise is kept as it turns out. */
export function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
