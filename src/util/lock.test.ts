import { spawn } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { acquire, tryAcquire } from './lock.ts';

const newPath = async () => join(await mkdtemp(join(tmpdir(), 'lock-')), 'a', 'lock');

describe('a lock', () => {
  it('is held by one at a time, in one process too', async () => {
    const path = await newPath();
    const first = await tryAcquire(path);
    expect(first).not.toBeNull();
    expect(await tryAcquire(path)).toBeNull();
    await first?.release();
    const second = await tryAcquire(path);
    expect(second).not.toBeNull();
    await second?.release();
  });

  it('is waited for, and given up on after the time', async () => {
    const path = await newPath();
    const first = await tryAcquire(path);
    expect(await acquire(path, 50)).toBeNull();
    const waiting = acquire(path, 5_000);
    await first?.release();
    const second = await waiting;
    expect(second).not.toBeNull();
    await second?.release();
  });

  it('is free once it is given up, though a child that is just being started shares its open file', async () => {
    const path = await newPath();
    const starting = new Worker(
      `const { spawnSync } = require('node:child_process'); for (;;) spawnSync(process.execPath, ['-v']);`,
      { eval: true },
    );
    await once(starting, 'online');
    for (let round = 0; round < 1_000; round++) {
      const lock = await tryAcquire(path);
      expect(lock).not.toBeNull();
      await lock?.release();
    }
    await starting.terminate();
  });

  it('ends with the process that holds it, however that ends', async () => {
    const path = await newPath();
    await (await tryAcquire(path))?.release();
    const holder = spawn(process.execPath, [
      '--input-type=module',
      '-e',
      `import fsx from 'fs-native-extensions'; import { openSync } from 'node:fs';
       fsx.tryLock(openSync(${JSON.stringify(path)}, 'a')); console.log('held'); setInterval(() => {}, 1000);`,
    ]);
    await once(holder.stdout, 'data');
    expect(await tryAcquire(path)).toBeNull();
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    const next = await tryAcquire(path);
    expect(next).not.toBeNull();
    await next?.release();
  });
});
