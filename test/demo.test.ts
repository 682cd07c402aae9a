import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { runDemo } from '../src/bin/run-demo.ts';
import { createPrinter } from '../src/cli/print.ts';
import { systemClock } from '../src/util/clock.ts';
import { ALL_FIVE } from './support/requests.ts';
import { makeSandbox } from './support/sandbox.ts';

/** With the true time: under a hurried clock a contact sheet takes too long, and is made behind the test's back. */

const silent = { write: () => true };

it('the demo makes a video on every preset, twice if asked to, and its ledger equals the bill', async () => {
  const sandbox = await makeSandbox();
  onTestFinished(() => sandbox.close());
  const project = await sandbox.open({ clock: systemClock });
  const printer = createPrinter({ stdout: silent, stderr: silent, env: {}, json: false });
  const { signal } = new AbortController();
  let billed = 0;

  for (let run = 1; run <= 2; run++) {
    const said: string[] = [];
    const totalMicros = () => sandbox.simulator.books.totalMicros() - billed;
    const simulator = { url: sandbox.simulator.url, books: { totalMicros } };
    const say = (text: string) => void said.push(text);
    expect(await runDemo({ project, simulator, printer, say, signal })).toBe(true);
    const text = said.join('\n');
    expect(text).toContain('They are equal.');
    expect(text).toContain('simulated');
    for (const model of ALL_FIVE) expect(text).toMatch(new RegExp(`${model} +collected`));
    billed = sandbox.simulator.books.totalMicros();
  }

  await access(join(sandbox.root, 'experiments', 'simulated', 'demo', 'anchor.png'));
  await expect(access(join(sandbox.root, 'experiments', 'fal'))).rejects.toThrow('ENOENT');
});

it('a demo whose bill does not add up says so', async () => {
  const sandbox = await makeSandbox();
  onTestFinished(() => sandbox.close());
  const project = await sandbox.open({ clock: systemClock });
  const printer = createPrinter({ stdout: silent, stderr: silent, env: {}, json: false });
  const said: string[] = [];
  const simulator = { url: sandbox.simulator.url, books: { totalMicros: () => 1 } };
  const say = (text: string) => void said.push(text);
  const { signal } = new AbortController();
  expect(await runDemo({ project, simulator, printer, say, signal })).toBe(false);
  expect(said.join('\n')).toContain('They differ');
});
