import { chmod, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findBrowser } from '../support/find-browser.ts';
import { runVitest } from '../support/run-vitest.ts';

/** A folder for a PATH, with a program in it that a system would call its Chromium. */
async function folderWith(script: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'path-'));
  await writeFile(join(folder, 'chromium'), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, 'chromium'), 0o755);
  return folder;
}

const isPackedOneHere = process.platform === 'linux' && process.arch === 'x64';

describe('the browser of the tests', () => {
  it("is the system's, where there is one", async () => {
    const folder = await folderWith('echo Chromium 1.2.3');
    expect(await findBrowser({ PATH: folder })).toEqual({
      found: { path: join(folder, 'chromium'), env: {}, version: 'Chromium 1.2.3' },
    });
  });

  it.runIf(isPackedOneHere)(
    "comes with npm, where the system's does not start, or where there is none",
    async () => {
      for (const PATH of [await folderWith('exit 1'), '']) {
        const { found } = await findBrowser({ PATH });
        expect(found?.version).toMatch(/^Chromium \d/);
        expect(found?.path).toContain('node_modules');
      }
    },
  );

  it('is the one that is named, and no other', async () => {
    expect(await findBrowser({ CHROMIUM_PATH: '/no/such/chromium' })).toMatchObject({
      found: null,
      why: expect.stringContaining('/no/such/chromium does not start') as string,
    });
  });

  it('that runs nowhere leaves its tests out, with one line that says so; in CI that is a failure', async () => {
    const env = { CHROMIUM_PATH: '/no/such/chromium' };
    const left = await runVitest(['test/browser/report-access.test.ts'], env);
    expect(left.output.match(/.*left out.*/g)).toEqual([
      expect.stringMatching(/^No Chromium runs here \(.+\): the tests of pages in a browser are left out\.$/),
    ]);
    expect(left.output).toMatch(/Tests +\d+ skipped/);
    expect(left.exitCode).toBe(0);
    const inCi = await runVitest(['test/browser/report-access.test.ts'], { ...env, CI: 'true' });
    expect(inCi.output).toContain('are left out');
    expect(inCi.exitCode).toBe(1);
  });
});
