import { appendFile, mkdtemp, readFile, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../util/clock.ts';
import { type Journal, openJournal } from './journal.ts';

interface Note {
  text: string;
}

let folder: string;
let path: string;
let journal: Journal<Note>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'journal-'));
  path = join(folder, 'fal', 'journal.jsonl');
  journal = reopened();
});

const reopened = () =>
  openJournal<Note>({ path, lockPath: join(folder, 'fal', 'lock'), clock: systemClock, lockTimeoutMs: 300 });

const add = (to: Journal<Note>, ...texts: string[]) =>
  to.transact(({ append }) =>
    append(
      texts.map((text) => ({ job: 'job_1', event: { text } })),
      { durable: true },
    ),
  );

const texts = async (from: Journal<Note>) => (await from.read()).entries.map(({ event }) => event.text);

describe('a journal', () => {
  it('is empty before its file exists', async () => {
    expect(await journal.read()).toEqual({ entries: [], problems: [] });
  });

  it('gives back what was appended, in another process too', async () => {
    await add(journal, 'one', 'two');
    await add(reopened(), 'three – äöü');
    expect(await texts(journal)).toEqual(['one', 'two', 'three – äöü']);
    expect(await texts(reopened())).toEqual(['one', 'two', 'three – äöü']);
  });

  it('holds plain JSON that names the job and the time on every line', async () => {
    await add(journal, 'one');
    const [line = ''] = (await readFile(path, 'utf8')).split('\n').filter(Boolean);
    expect(JSON.parse(line)).toMatchObject({ v: 1, job: 'job_1', event: { text: 'one' } });
  });

  it('does not count a torn last line, and says nothing about it', async () => {
    await add(journal, 'one', 'two');
    const size = (await readFile(path)).length;
    await truncate(path, size - 5);
    expect(await texts(reopened())).toEqual(['one']);
    expect((await reopened().read()).problems).toEqual([]);
  });

  it('loses only the torn line to a torn append, and notes it', async () => {
    await add(journal, 'one');
    await appendFile(path, '\n{"v":1,"at":"2026-11-20T00:00:00.000Z","job":"job_1","ev');
    const next = reopened();
    await add(next, 'two');
    expect(await texts(next)).toEqual(['one', 'two']);
    expect((await next.read()).problems).toMatchObject([{ line: 3, problem: 'torn', noted: true }]);
  });

  it('survives a line torn inside a character', async () => {
    await add(journal, 'one');
    await appendFile(
      path,
      Buffer.concat([Buffer.from('\n{"v":1,"text":"'), Buffer.from('ä').subarray(0, 1)]),
    );
    await add(journal, 'two');
    expect(await texts(reopened())).toEqual(['one', 'two']);
  });

  it('reports a flipped byte by line number until it is noted', async () => {
    await add(journal, 'one', 'two', 'three');
    const bytes = await readFile(path);
    const at = bytes.indexOf('two');
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
    await writeFile(path, bytes);
    const damaged = reopened();
    expect((await damaged.read()).problems).toMatchObject([{ line: 3, problem: 'changed', noted: false }]);
    expect(await damaged.noteDamage()).toHaveLength(1);
    expect((await damaged.read()).problems).toMatchObject([{ line: 3, problem: 'changed', noted: true }]);
    expect(await texts(damaged)).toEqual(['one', 'three']);
    expect(await damaged.noteDamage()).toEqual([]);
  });

  it('reports a change in the last line, which is whole and so not torn', async () => {
    await add(journal, 'one', 'two');
    await writeFile(path, (await readFile(path, 'utf8')).replace('two', 'toe'));
    expect((await reopened().read()).problems).toMatchObject([{ line: 3, problem: 'changed', noted: false }]);
  });

  it('reports a line of a version that it does not know', async () => {
    const { formatLine } = await import('./journal-line.ts');
    await add(journal, 'one');
    const line = formatLine({ v: 2 as 1, at: '', job: 'job_1', event: { text: 'new' } });
    await appendFile(path, `\n${line}`);
    expect((await reopened().read()).problems).toMatchObject([{ line: 3, problem: 'version', noted: false }]);
  });

  it('reads a replaced, shorter file from its beginning', async () => {
    await add(journal, 'one', 'two');
    await writeFile(path, '');
    expect(await texts(journal)).toEqual([]);
  });

  it('takes in appends of many readers and writers at once without loss', async () => {
    const writers = Array.from({ length: 4 }, reopened);
    await Promise.all(
      writers.flatMap((writer, w) => Array.from({ length: 10 }, (_, i) => add(writer, `${w}-${i}`))),
    );
    expect(new Set(await texts(journal)).size).toBe(40);
  });

  it('says who is in the way when the lock is held too long', async () => {
    await journal.transact(async () => {
      await expect(add(reopened(), 'late')).rejects.toMatchObject({ code: 'LOCKED', retrySafe: true });
    });
    await add(reopened(), 'later');
    expect(await texts(journal)).toEqual(['later']);
  });

  it('gives the lock back when the work throws', async () => {
    await expect(journal.transact(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await add(journal, 'one');
    expect(await texts(journal)).toEqual(['one']);
  });
});
