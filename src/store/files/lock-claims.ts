import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProjectPaths } from '../../project/project-paths.ts';
import { acquire, type Lock } from '../../util/lock.ts';
import type { Claim, Claimed, Claims } from '../claims.ts';

/**
 * Claims as locks of the kernel, which end with their holder. The epoch stands in the lock's file: a file system that lets two
 * machines hold the same lock, and whoever removes the folder of locks, is found out before anything is spent.
 */
export function lockClaims({ locks }: Pick<ProjectPaths, 'locks'>): Claims {
  const take = async (what: Claimed, waitMs = 0): Promise<LockClaim | null> => {
    const lock = await acquire(join(locks, `${nameOf(what)}.lock`), waitMs);
    return lock === null ? null : await LockClaim.begin(lock);
  };
  return {
    take,
    isCurrent: async (claim) => claim instanceof LockClaim && (await claim.isCurrent()),
    async sweep(isOver) {
      for (const name of await readdir(locks)) {
        const job = /^(job_\w+)\.lock$/.exec(name)?.[1];
        if (job !== undefined && (await isOver(job))) await (await take({ job }))?.discard();
      }
    },
  };
}

function nameOf(what: Claimed): string {
  if (what === 'notes') return what;
  if ('job' in what) return what.job;
  const { experiment, part } = what;
  return `experiment-${experiment}${part === undefined ? '' : `.${part}`}`;
}

class LockClaim implements Claim {
  readonly epoch: number;
  readonly #lock: Lock;

  private constructor(lock: Lock, epoch: number) {
    this.#lock = lock;
    this.epoch = epoch;
  }

  static async begin(lock: Lock): Promise<LockClaim> {
    try {
      // By the time, in microseconds, where the file is new: one that was removed may have been further.
      const epoch = Math.max(
        Number(await lock.read()) + 1 || 0,
        Math.round((performance.timeOrigin + performance.now()) * 1_000),
      );
      await lock.write(String(epoch));
      return new LockClaim(lock, epoch);
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  async isCurrent(): Promise<boolean> {
    return (await this.#lock.isInPlace()) && (await this.#lock.read()) === String(this.epoch);
  }

  release(): Promise<void> {
    return this.#lock.release();
  }

  discard(): Promise<void> {
    return this.#lock.discard();
  }
}
