import { mkdtemp } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findKey, keyFilePath, saveKey } from '../src/project/key.ts';
import { runVitest } from './support/run-vitest.ts';
import { makeSandbox } from './support/sandbox.ts';

describe('a test', () => {
  it('has a home of its own, and finds no key of whoever runs it', async () => {
    expect(homedir()).toContain(tmpdir());
    expect(await findKey(process.env)).toBeNull();
    expect(await findKey({})).toBeNull();
    expect(Object.keys(process.env).filter((name) => /^FAL_|_proxy$/i.test(name))).toEqual([]);
  });

  it('gives a home of its own to every program that it starts in a sandbox', async () => {
    const sandbox = await makeSandbox();
    expect(keyFilePath(sandbox.env)).toContain(tmpdir());
    expect(await findKey(sandbox.env)).toBeNull();
    await sandbox.close();
  });

  it('says the same to a tester who keeps a key and sets another', async () => {
    const home = await mkdtemp(join(tmpdir(), 'tester-'));
    await saveKey({ HOME: home }, 'kept-id:kept-secret-0123456789');
    const env = { HOME: home, FAL_KEY: 'set-id:set-secret-0123456789' };
    // Not this test itself, which would never end.
    const about = ['test/own-home.test.ts', 'tools/generate_video.test.ts', '-t', 'no key'];
    const { exitCode, output } = await runVitest(about, env);
    expect(output).toMatch(/Tests +2 passed/);
    expect(exitCode).toBe(0);
  });
});
