/** `await file.write(…).catch(naming(path))`: a call on an open file that fails does not say which file it was. */
export const naming =
  (path: string) =>
  (thrown: unknown): never => {
    if (thrown instanceof Error && 'syscall' in thrown && !('path' in thrown))
      Object.assign(thrown, { path });
    throw thrown;
  };
