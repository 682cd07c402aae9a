declare module 'fs-native-extensions' {
  /** An exclusive lock of the open file, or `false` when somebody holds it. Ends when the file is closed. */
  export function tryLock(fd: number): boolean;
}
