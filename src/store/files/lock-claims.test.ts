import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Claim, Claimed } from '../claims.ts';
import { lockClaims } from './lock-claims.ts';

let locks: string;
beforeEach(async () => {
  locks = join(await mkdtemp(join(tmpdir(), 'claims-')), 'locks');
});
afterEach(() => rm(join(locks, '..'), { recursive: true, force: true }));

async function taken(what: Claimed): Promise<Claim> {
  const claim = await lockClaims({ locks }).take(what);
  if (claim === null) throw new Error('claimed by somebody else');
  return claim;
}

describe('a claim', () => {
  it.each<Claimed>([
    { job: 'job_1' },
    { experiment: 'walk' },
    { experiment: 'walk', part: 'files' },
    'notes',
  ])('of %j is one process’s, until that lets go', async (what) => {
    const claims = lockClaims({ locks });
    const first = await taken(what);
    expect(await claims.take(what)).toBeNull();
    const waiting = claims.take(what, 5_000);
    await first.release();
    const second = await waiting;
    expect(second).not.toBeNull();
    await second?.release();
  });

  it('is of one thing: a job, an experiment and its files are claimed apart', async () => {
    const all = [
      await taken({ job: 'job_1' }),
      await taken({ experiment: 'walk' }),
      await taken({ experiment: 'walk', part: 'files' }),
    ];
    const claims = lockClaims({ locks });
    expect(await Promise.all(all.map((claim) => claims.isCurrent(claim)))).toEqual([true, true, true]);
    await Promise.all(all.map((claim) => claim.release()));
  });

  it('has a greater epoch than every one before, though its file was removed in between', async () => {
    const epochs: number[] = [];
    for (let time = 0; time < 12; time++) {
      const claim = await taken({ job: 'job_1' });
      epochs.push(claim.epoch);
      await (time % 4 === 3 ? claim.discard() : claim.release());
    }
    expect(epochs).toEqual([...new Set(epochs)].toSorted((a, b) => a - b));
  });

  it('is current until it is released, or another one took its place', async () => {
    const claims = lockClaims({ locks });
    const first = await taken({ job: 'job_1' });
    expect(await claims.isCurrent(first)).toBe(true);
    await rm(locks, { recursive: true });
    expect(await claims.isCurrent(first)).toBe(false);
    const second = await taken({ job: 'job_1' });
    expect([await claims.isCurrent(first), await claims.isCurrent(second)]).toEqual([false, true]);
    await Promise.all([first, second].map((claim) => claim.release()));
    expect(await claims.isCurrent(second)).toBe(false);
  });

  it('leaves nothing behind of what is over, but what is still held', async () => {
    const [over, open, held] = [
      await taken({ job: 'job_1' }),
      await taken({ job: 'job_2' }),
      await taken({ job: 'job_3' }),
    ];
    const experiment = await taken({ experiment: 'walk' });
    await Promise.all([over.release(), open.release(), experiment.release()]);
    await lockClaims({ locks }).sweep((jobId) => Promise.resolve(jobId !== 'job_2'));
    expect((await readdir(locks)).toSorted()).toEqual(['experiment-walk.lock', 'job_2.lock', 'job_3.lock']);
    await held.release();
  });
});
