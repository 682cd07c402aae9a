/** A value that is made when it is first asked for. A failure is not kept: the next question tries again. */
export function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
