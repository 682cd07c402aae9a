import { execFile } from 'node:child_process';
import {
  appendFile,
  copyFile,
  mkdir,
  mkdtemp,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appendLines, lineOf, planOf } from '../../../test/support/journal-lines.ts';
import type { StoreEvent } from '../reservations.ts';
import { projectPaths } from '../../project/project-paths.ts';
import { systemClock } from '../../util/clock.ts';
import { JournalIndex } from './index/journal-index.ts';
import { recordsOf } from './index/records.ts';
import { isWitnessed, rememberedIn } from './index/witnessed.ts';
import { JournalFile, type NewEntry } from './journal-file.ts';

/** A writer and the index that it reads by. */
interface Opened {
  index: JournalIndex;
  file: JournalFile<StoreEvent>;
}

let folder: string;
let fal: string;
let path: string;
let journal: Opened;
let opened: Opened[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'journal-'));
  opened = [];
  ({ fal, journal: path } = projectPaths(folder, false));
  journal = await reopened();
});
afterEach(async () => {
  for (const { index } of opened) index.close();
  await rm(folder, { recursive: true, force: true });
});

/** As another process has it, beside the first: they share the index. */
async function reopened(lockTimeoutMs = 20_000, index = projectPaths(folder, false).index): Promise<Opened> {
  const paths = { ...projectPaths(folder, false), index };
  const found = await JournalIndex.open(paths);
  const options = { path, lockPath: paths.lock, clock: systemClock, lockTimeoutMs };
  const one = { index: found, file: new JournalFile<StoreEvent>(options, found) };
  opened.push(one);
  return one;
}

/** As a process has it that finds no index, and reads the journal from its beginning. */
const anew = () => reopened(20_000, join(folder, `anew-${opened.length}`, 'index.sqlite'));

const everybody = async (): Promise<Opened[]> => [journal, await reopened(), await anew()];

/** A line for each name, which is a job that is planned. */
const named = (name: string): NewEntry<StoreEvent> => ({
  job: name,
  event: { type: 'planned', plan: planOf(), reserved_micros: 5, simulated: true },
});
const nameLine = (name: string) => lineOf(name, named(name).event);

const add = ({ file }: Opened, ...lines: string[]) =>
  file.transact((append) => append(lines.map(named), { durable: true }));

async function names({ index }: Opened): Promise<string[]> {
  const jobs = await recordsOf(index.ask).find({});
  return jobs.map(({ job_id }) => job_id);
}

async function problems({ index }: Opened) {
  await index.sync();
  return index.problems();
}

/** Gives back what was not noted before. */
async function noteDamage(one: Opened) {
  const unseen = (await problems(one)).filter(({ noted }) => !noted);
  await one.file.noteDamage(unseen.map(({ sha256 }) => sha256));
  return unseen;
}

/** The path of a journal of the same kind with other lines. */
async function another(...lines: string[]): Promise<string> {
  const elsewhere = join(folder, 'another.jsonl');
  await appendLines(elsewhere, ...lines.map(nameLine));
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
    for (const one of await everybody()) {
      expect(await names(one)).toEqual(['one', 'two – äöü']);
    }
    await add(journal, 'three');
    await add(await reopened(), 'four');
    for (const one of await everybody()) {
      expect(await problems(one)).toEqual([]);
      expect(await names(one)).toEqual(['one', 'two – äöü', 'three', 'four']);
      expect(one.index.countEntries()).toBe(4);
    }
  });

  it('knows a damaged line again that was noted before the carriage returns came', async () => {
    await add(journal, 'one', 'two', 'three');
    await writeFile(path, (await readFile(path, 'utf8')).replace('two', 'toe'));
    await noteDamage(await reopened());
    await writeFile(path, withReturns(await readFile(path, 'utf8')));
    for (const one of await everybody())
      expect(await problems(one)).toMatchObject([{ problem: 'changed', noted: true }]);
  });

  it.each([
    ['as it was, by what stands beside it', true],
    ['readable, where the user takes that away', false],
  ])('comes out of git with autocrlf %s', async (_, isKept) => {
    await add(journal, 'one', 'two');
    const before = await readFile(path);
    if (!isKept) await writeFile(join(fal, '.gitattributes'), '');
    const git = (...args: string[]) =>
      promisify(execFile)('git', ['-c', 'core.autocrlf=true', ...args], { cwd: folder });
    await git('init', '-q');
    await git('add', 'experiments/fal/journal.jsonl', 'experiments/fal/.gitattributes');
    await git('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '-qm', 'all');
    await rm(path);
    await git('checkout', '-q', '--', '.');
    expect((await readFile(path)).equals(before)).toBe(isKept);
    for (const one of await everybody()) {
      expect(await names(one)).toEqual(['one', 'two']);
      expect(await problems(one)).toEqual([]);
    }
  });

  it('leaves what the user tells git of the folder', async () => {
    await mkdir(fal, { recursive: true });
    await writeFile(join(fal, '.gitattributes'), '*.mp4 filter=lfs\n');
    await add(journal, 'one');
    expect(await readFile(join(fal, '.gitattributes'), 'utf8')).toBe('*.mp4 filter=lfs\n');
  });
});

describe('a journal', () => {
  it('is empty before its file exists', async () => {
    expect(await names(journal)).toEqual([]);
    expect(await problems(journal)).toEqual([]);
    expect(journal.index.countEntries()).toBe(0);
  });

  it('gives back what was appended, in another process too', async () => {
    await add(journal, 'one', 'two');
    await add(await reopened(), 'three – äöü');
    for (const one of await everybody()) expect(await names(one)).toEqual(['one', 'two', 'three – äöü']);
  });

  it('gives back what an older version appended, which told no index of it', async () => {
    await add(journal, 'one');
    await appendLines(path, nameLine('two'), nameLine('three – äöü'));
    await add(journal, 'four');
    for (const one of await everybody())
      expect(await names(one)).toEqual(['one', 'two', 'three – äöü', 'four']);
  });

  it('holds plain JSON that names the job and the time on every line', async () => {
    await add(journal, 'one');
    const [line = ''] = (await readFile(path, 'utf8')).split('\n').filter(Boolean);
    const { at } = JSON.parse(line) as { at: string };
    expect(JSON.parse(line)).toMatchObject({ v: 1, job: 'one', event: { type: 'planned' } });
    expect(new Date(at).toISOString()).toBe(at);
  });

  it('does not count a torn last line, and says nothing about it', async () => {
    await add(journal, 'one', 'two');
    const size = (await readFile(path)).length;
    await truncate(path, size - 5);
    for (const one of await everybody()) {
      expect(await names(one)).toEqual(['one']);
      expect(await problems(one)).toEqual([]);
    }
  });

  it('counts a line that was only half there as soon as its writer has finished it', async () => {
    await add(journal, 'one');
    const line = nameLine('two');
    await appendFile(path, `\n${line.slice(0, 50)}`);
    expect(await names(journal)).toEqual(['one']);
    await appendFile(path, line.slice(50));
    for (const one of await everybody()) expect(await names(one)).toEqual(['one', 'two']);
  });

  it('loses only the torn line to a torn append, and notes it', async () => {
    await add(journal, 'one');
    await appendFile(path, '\n{"v":1,"at":"2026-11-20T00:00:00.000Z","job":"job_1","ev');
    await add(await reopened(), 'two');
    for (const one of await everybody()) {
      expect(await names(one)).toEqual(['one', 'two']);
      expect(await problems(one)).toMatchObject([{ line: 3, problem: 'torn', noted: true }]);
      expect(one.index.countEntries()).toBe(2);
    }
  });

  it('survives a line torn inside a character', async () => {
    await add(journal, 'one');
    await appendFile(
      path,
      Buffer.concat([Buffer.from('\n{"v":1,"text":"'), Buffer.from('ä').subarray(0, 1)]),
    );
    await add(journal, 'two');
    for (const one of await everybody()) expect(await names(one)).toEqual(['one', 'two']);
  });

  it('loses its last line alone wherever that is torn, and notes it when the next one comes', async () => {
    await add(journal, 'one', 'two – äöü');
    const whole = await readFile(path);
    const last = whole.lastIndexOf('\n{') + 1;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: last + 1, max: whole.length - 1 }), async (end) => {
        await writeFile(path, whole.subarray(0, end));
        for (const one of await everybody()) {
          expect(await names(one)).toEqual(['one']);
          expect(await problems(one)).toEqual([]);
        }
        await add(journal, 'three');
        for (const one of await everybody()) {
          expect(await names(one)).toEqual(['one', 'three']);
          expect(await problems(one)).toMatchObject([{ line: 3, problem: 'torn', noted: true }]);
        }
      }),
      { numRuns: 10 },
    );
  });

  it('reports a flipped byte by line number until it is noted', async () => {
    await add(journal, 'one', 'two', 'three');
    const bytes = await readFile(path);
    const at = bytes.indexOf('two');
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
    await writeFile(path, bytes);
    const damaged = await reopened();
    for (const one of await everybody())
      expect(await problems(one)).toMatchObject([{ line: 3, problem: 'changed', noted: false }]);
    expect(await noteDamage(damaged)).toHaveLength(1);
    for (const one of await everybody()) {
      expect(await problems(one)).toMatchObject([{ line: 3, problem: 'changed', noted: true }]);
      expect(await names(one)).toEqual(['one', 'three']);
    }
    const { size } = await stat(path);
    expect(await noteDamage(damaged)).toEqual([]);
    expect((await stat(path)).size).toBe(size);
  });

  it('reports a change in the last line, which is whole and so not torn', async () => {
    await add(journal, 'one', 'two');
    await writeFile(path, (await readFile(path, 'utf8')).replace('two', 'toe'));
    for (const one of await everybody()) {
      expect(await problems(one)).toMatchObject([{ line: 3, problem: 'changed', noted: false }]);
      expect(await names(one)).toEqual(['one']);
    }
    await noteDamage(journal);
    for (const one of await everybody())
      expect(await problems(one)).toMatchObject([{ line: 3, problem: 'changed', noted: true }]);
  });

  it('reports a line of a version that it does not know', async () => {
    await add(journal, 'one');
    await appendLines(path, lineOf('new', named('new').event, { v: 2 as 1 }));
    for (const one of await everybody()) {
      expect(await problems(one)).toMatchObject([{ line: 3, problem: 'version', noted: false }]);
      expect(await names(one)).toEqual(['one']);
    }
    // Also where it is no longer the last one.
    await add(journal, 'two');
    for (const one of await everybody()) {
      expect(await problems(one)).toMatchObject([{ line: 3, problem: 'version', noted: false }]);
      expect(await names(one)).toEqual(['one', 'two']);
    }
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
  ])('that was %s meanwhile is read from its beginning, and is another one', async (_, change, left) => {
    await add(journal, 'one', 'two');
    const beside = await reopened();
    const before = await names(journal);
    const { generation } = journal.index.journal.position;
    await change();
    for (const one of [journal, beside, ...(await everybody())]) expect(await names(one)).toEqual(left);
    expect(before).toEqual(['one', 'two']);
    expect(journal.index.journal.position.generation).toBeGreaterThan(generation);
    expect(isWitnessed(journal.index.database, journal.index.journal.position.generation)).toBe(false);
    expect(rememberedIn(journal.index.database).map(({ job_id }) => job_id)).toEqual(['one', 'two']);
    await add(beside, 'six');
    for (const one of await everybody()) expect(await names(one)).toEqual([...left, 'six']);
  });

  it('that is cut in the moment of an append does not pretend to hold the line', async () => {
    await add(journal, 'one', 'two');
    await expect(
      journal.file.transact(async (append) => {
        await truncate(path, 10);
        await append([named('three')], { durable: true });
      }),
    ).rejects.toMatchObject({ code: 'JOURNAL_CHANGED' });
    await add(journal, 'four');
    expect((await names(journal)).at(-1)).toBe('four');
  });

  it('that does not keep a line does not pretend to hold it', async () => {
    await mkdir(fal, { recursive: true });
    await symlink('/dev/null', path);
    await expect(
      journal.file.transact((append) => append([named('one')], { durable: false })),
    ).rejects.toMatchObject({ code: 'JOURNAL_CHANGED' });
  });

  it('takes in appends of many readers and writers at once without loss', async () => {
    const writers = await Promise.all(Array.from({ length: 4 }, () => reopened()));
    await Promise.all(
      writers.flatMap((writer, w) => Array.from({ length: 10 }, (_, i) => add(writer, `${w}-${i}`))),
    );
    for (const one of [...writers, ...(await everybody())]) {
      expect(new Set(await names(one)).size).toBe(40);
      expect(await problems(one)).toEqual([]);
    }
    const lines = (await readFile(path, 'utf8')).split('\n').filter(Boolean);
    expect(lines).toHaveLength(40);
  });

  it('has each line folded when its append resolves, and before the next writer decides', async () => {
    const writers = await Promise.all(Array.from({ length: 3 }, () => reopened()));
    const taken: number[] = [];
    await Promise.all(
      [...writers, ...writers, ...writers].map(({ file, index }, at) =>
        file.transact(async (append) => {
          const before = index.countJobs();
          await append([named(`job_${at}`)], { durable: at % 2 === 0 });
          expect(index.isKnown(`job_${at}`)).toBe(true);
          taken.push(before);
        }),
      ),
    );
    expect(taken).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('says who is in the way when the lock is held too long', async () => {
    await journal.file.transact(async () => {
      await expect(add(await reopened(50), 'late')).rejects.toMatchObject({
        code: 'LOCKED',
        retrySafe: true,
      });
    });
    await add(await reopened(), 'later');
    expect(await names(journal)).toEqual(['later']);
  });

  it('gives the lock back when the work throws', async () => {
    await expect(journal.file.transact(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await add(await reopened(), 'one');
    expect(await names(journal)).toEqual(['one']);
  });

  it('decides anew where a line is no longer what was folded, though the file looks the same', async () => {
    await add(journal, 'one', 'two');
    await utimes(path, 1_000, 1_000);
    await problems(journal);
    const beside = await reopened();
    const bytes = await readFile(path);
    bytes.writeUInt8(bytes.readUInt8(40) ^ 1, 40);
    await writeFile(path, bytes, { flag: 'r+' });
    await utimes(path, 1_000, 1_000);
    const jobs = await beside.file.transact(() =>
      Promise.resolve(['one', 'two'].map((name) => beside.index.job(name)?.job_id)),
    );
    expect(jobs).toEqual([undefined, 'two']);
    expect(await problems(beside)).toMatchObject([{ problem: 'changed', noted: false }]);
  });

  it('fails nobody who waits together with work that throws', async () => {
    const asked = [
      add(journal, 'one'),
      journal.file.transact(async (append) => {
        await append([named('two')], { durable: true });
        throw new Error('no');
      }),
      add(journal, 'three'),
    ];
    const ends = await Promise.allSettled(asked);
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    for (const one of await everybody()) expect(await names(one)).toEqual(['one', 'two', 'three']);
  });
});
