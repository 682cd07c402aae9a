import { execFile } from 'node:child_process';
import {
  appendFile,
  copyFile,
  mkdir,
  mkdtemp,
  readFile,
  rm,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
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

const reopened = (lockTimeoutMs = 20_000) =>
  openJournal<Note>({ path, lockPath: join(folder, 'fal', 'lock'), clock: systemClock, lockTimeoutMs });

const add = (to: Journal<Note>, ...texts: string[]) =>
  to.transact(({ append }) =>
    append(
      texts.map((text) => ({ job: 'job_1', event: { text } })),
      { durable: true },
    ),
  );

const texts = async (from: Journal<Note>) => (await from.read()).entries.map(({ event }) => event.text);

/** The path of a journal of the same kind with other lines. */
async function another(...lines: string[]): Promise<string> {
  const elsewhere = join(folder, 'another.jsonl');
  const options = { path: elsewhere, lockPath: join(folder, 'lock'), clock: systemClock };
  await add(openJournal<Note>(options), ...lines);
  return elsewhere;
}

const BOM = '\uFEFF';
const withReturns = (text: string) => text.replaceAll('\n', '\r\n');

describe('a journal that an editor or a checkout has touched', () => {
  it.each([
    ['carriage returns', withReturns],
    ['a byte order mark', (text: string) => BOM + text],
    ['a byte order mark in place of its first line end', (text: string) => BOM + text.slice(1)],
    ['both', (text: string) => BOM + withReturns(text)],
    ['a line end behind its last line', (text: string) => `${text}\r\n`],
  ])('with %s is read as it was written, and appended to', async (_, change) => {
    await add(journal, 'one', 'two – äöü');
    await writeFile(path, change(await readFile(path, 'utf8')));
    for (const one of [journal, reopened()]) {
      expect(await texts(one)).toEqual(['one', 'two – äöü']);
    }
    await add(journal, 'three');
    await add(reopened(), 'four');
    for (const one of [journal, reopened()]) {
      expect(await one.read()).toMatchObject({ problems: [] });
      expect(await texts(one)).toEqual(['one', 'two – äöü', 'three', 'four']);
    }
  });

  it('knows a damaged line again that was noted before the carriage returns came', async () => {
    await add(journal, 'one', 'two', 'three');
    await writeFile(path, (await readFile(path, 'utf8')).replace('two', 'toe'));
    await reopened().noteDamage();
    await writeFile(path, withReturns(await readFile(path, 'utf8')));
    expect((await reopened().read()).problems).toMatchObject([{ problem: 'changed', noted: true }]);
  });

  it.each([
    ['as it was, by what stands beside it', true],
    ['readable, where the user takes that away', false],
  ])('comes out of git with autocrlf %s', async (_, isKept) => {
    await add(journal, 'one', 'two');
    const before = await readFile(path);
    if (!isKept) await writeFile(join(folder, 'fal', '.gitattributes'), '');
    const git = (...args: string[]) =>
      promisify(execFile)('git', ['-c', 'core.autocrlf=true', ...args], { cwd: folder });
    await git('init', '-q');
    await git('add', 'fal');
    await git('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '-qm', 'all');
    await rm(path);
    await git('checkout', '-q', '--', '.');
    expect((await readFile(path)).equals(before)).toBe(isKept);
    expect(await texts(reopened())).toEqual(['one', 'two']);
    expect((await reopened().read()).problems).toEqual([]);
  });

  it('leaves what the user tells git of the folder', async () => {
    await mkdir(join(folder, 'fal'));
    await writeFile(join(folder, 'fal', '.gitattributes'), '*.mp4 filter=lfs\n');
    await add(journal, 'one');
    expect(await readFile(join(folder, 'fal', '.gitattributes'), 'utf8')).toBe('*.mp4 filter=lfs\n');
  });
});

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

  it.each([
    ['emptied', () => writeFile(path, ''), []],
    ['removed', () => rm(path), []],
    ['cut at a line end', async () => truncate(path, (await readFile(path)).lastIndexOf('\n{')), ['one']],
    [
      'replaced by a longer one',
      async () => copyFile(await another('three', 'four', 'five'), path),
      ['three', 'four', 'five'],
    ],
  ])('that was %s meanwhile is read from its beginning, into a new list', async (_, change, left) => {
    await add(journal, 'one', 'two');
    const { entries } = await journal.read();
    await change();
    expect(await texts(journal)).toEqual(left);
    expect((await journal.read()).entries).not.toBe(entries);
    expect(entries).toHaveLength(2);
  });

  it('that is cut in the moment of an append does not pretend to hold the line', async () => {
    await add(journal, 'one', 'two');
    await expect(
      journal.transact(async ({ append }) => {
        await truncate(path, 10);
        await append([{ job: 'job_1', event: { text: 'three' } }], { durable: true });
      }),
    ).rejects.toMatchObject({ code: 'JOURNAL_CHANGED' });
    await add(journal, 'four');
    expect((await texts(journal)).at(-1)).toBe('four');
  });

  it('that does not keep a line does not pretend to hold it', async () => {
    await mkdir(join(folder, 'fal'));
    await symlink('/dev/null', path);
    const line = { job: 'job_1', event: { text: 'one' } };
    await expect(journal.transact(({ append }) => append([line], { durable: false }))).rejects.toMatchObject({
      code: 'JOURNAL_CHANGED',
    });
  });

  it('takes in appends of many readers and writers at once without loss', async () => {
    const writers = Array.from({ length: 4 }, () => reopened());
    await Promise.all(
      writers.flatMap((writer, w) => Array.from({ length: 10 }, (_, i) => add(writer, `${w}-${i}`))),
    );
    expect(new Set(await texts(journal)).size).toBe(40);
  });

  it('says who is in the way when the lock is held too long', async () => {
    await journal.transact(async () => {
      await expect(add(reopened(50), 'late')).rejects.toMatchObject({ code: 'LOCKED', retrySafe: true });
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
