declare module 'fs-native-extensions' {
  /** An exclusive lock of the open file, or `false` when somebody holds it. Ends when the file is closed. */
  export function tryLock(fd: number): boolean;
  /** Gives the lock up for every process that shares the open file. */
  export function unlock(fd: number): void;
}
