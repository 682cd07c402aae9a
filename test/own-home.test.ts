import { homedir, tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { findKey, keyFilePath } from '../src/project/key.ts';
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
});
