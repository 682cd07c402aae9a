import { type FileHandle, open, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemClock } from './clock.ts';
import { orMoved, ownFolder } from './own-folder.ts';

/**
 * Locks between processes, held by the kernel on an open file: they end with their holder, however it
 * ends, so there are no stale locks to guess about.
 */

/** The lock, or `null` when another process or another part of this one holds it. */
export async function tryAcquire(path: string): Promise<Lock | null> {
  await ownFolder(dirname(path));
  const file = await open(path, 'a+').catch(async (thrown: unknown) => {
    throw await orMoved(thrown, path);
  });
  // Native, and most starts of a server lock nothing.
  const { tryLock, unlock } = await import('fs-native-extensions');
  if (tryLock(file.fd)) return new Lock(file, path, unlock);
  await file.close();
  return null;
}

/** Waits for the lock, by asking again: a blocked kernel call could not be given up. `null` after the time. */
export async function acquire(path: string, timeoutMs: number): Promise<Lock | null> {
  const giveUpAt = performance.now() + timeoutMs;
  for (let pause = 1; ; pause = Math.min(pause * 2, 25)) {
    const lock = await tryAcquire(path);
    if (lock !== null || performance.now() >= giveUpAt) return lock;
    // The jitter keeps eight waiting processes from asking in step.
    await systemClock.sleep(pause * (0.5 + Math.random()));
  }
}

const MOST_BYTES = 64;

export class Lock {
  readonly #file: FileHandle;
  readonly #path: string;
  readonly #unlock: (fd: number) => void;
  #held = true;

  constructor(file: FileHandle, path: string, unlock: (fd: number) => void) {
    this.#file = file;
    this.#path = path;
    this.#unlock = unlock;
  }

  /** What is written in the lock's file. */
  async read(): Promise<string> {
    const { buffer, bytesRead } = await this.#file.read(Buffer.alloc(MOST_BYTES), 0, MOST_BYTES, 0);
    return buffer.toString('utf8', 0, bytesRead);
  }

  /** Whole, at most 64 bytes: whoever looks at the file sees it. */
  async write(text: string): Promise<void> {
    await this.#file.truncate(0);
    await this.#file.writeFile(text);
  }

  /** Whether it is held, and its file still stands at its path: where somebody removed that, another may hold another one. */
  async isInPlace(): Promise<boolean> {
    if (!this.#held) return false;
    const there = await stat(this.#path, { bigint: true }).catch(() => null);
    const { dev, ino } = await this.#file.stat({ bigint: true });
    return there?.dev === dev && there.ino === ino;
  }

  /**
   * Unlocked before it is closed: a child process that was just forked shares the open file until it becomes
   * its program, and closing our side alone would leave the lock with it. A second call does nothing.
   */
  async release(): Promise<void> {
    if (!this.#held) return;
    this.#held = false;
    this.#unlock(this.#file.fd);
    await this.#file.close();
  }

  /**
   * Gives the lock up for good and removes its file. Somebody may hold the file open and get a lock that
   * nobody else sees: only for what is over, where every holder looks first and finds nothing to do.
   */
  async discard(): Promise<void> {
    await rm(this.#path, { force: true });
    await this.release();
  }
}
