import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Connect } from './connection.ts';
import { libsql } from './libsql.ts';
import { nodeSqlite } from './node-sqlite.ts';

const newPath = async () => join(await mkdtemp(join(tmpdir(), 'sqlite-')), 'file.sqlite');

function code(work: () => unknown): unknown {
  try {
    work();
  } catch (thrown) {
    return (thrown as { code?: string }).code;
  }
  return null;
}

const own = nodeSqlite();
const drivers: [name: string, connect: Connect][] = [['the binary that npm brings', libsql()]];
if (own !== null) drivers.push(["Node's own", own]);

describe.each(drivers)('SQLite, %s', (_name, connect) => {
  it('gives back what was put in, one row or however many there are', async () => {
    const connection = connect(await newPath());
    connection.exec('CREATE TABLE t (n INTEGER, x REAL, s TEXT)');
    const insert = connection.prepare('INSERT INTO t VALUES (?, ?, ?)');
    const some = connection.prepare('SELECT n, x, s FROM t WHERE n < ? ORDER BY n');
    const one = connection.prepare('SELECT s FROM t WHERE n = ?');
    const rows = Array.from({ length: 250 }, (_, n) => ({ n, x: n + 0.5, s: n % 2 === 0 ? null : `’${n}` }));
    for (const { n, x, s } of rows) insert.run([n, x, s]);
    for (const count of [0, 1, 99, 100, 101, 200, 250]) {
      expect(some.all([count])).toEqual(rows.slice(0, count));
    }
    expect(one.get([7])).toMatchObject({ s: '’7' });
    expect(one.get([1_000]) ?? null).toBeNull();
    connection.close();
  });

  it('keeps a number of 64 bits, as the inodes of Windows are, as JavaScript has it', async () => {
    const connection = connect(await newPath());
    connection.exec('CREATE TABLE t (inode REAL NOT NULL)');
    const inode = 2 ** 63 - 2 ** 11;
    connection.prepare('INSERT INTO t VALUES (?)').run([inode]);
    expect(connection.prepare('SELECT inode FROM t').get([])).toMatchObject({ inode });
    connection.close();
  });

  it('waits no longer than it is told for another writer, and says that it is busy', async () => {
    const path = await newPath();
    const [first, second] = [connect(path), connect(path)];
    first.exec('PRAGMA journal_mode = WAL; CREATE TABLE t (n); BEGIN IMMEDIATE; INSERT INTO t VALUES (1)');
    second.exec('PRAGMA busy_timeout = 20');
    expect(code(() => second.exec('BEGIN IMMEDIATE'))).toMatch(/^SQLITE_BUSY/);
    expect(second.prepare('SELECT count(*) AS n FROM t').get([])).toMatchObject({ n: 0 });
    first.exec('COMMIT');
    second.exec('BEGIN IMMEDIATE; COMMIT');
    first.close();
    second.close();
  });

  it('names what it refuses: a file that is none, words that are no SQL', async () => {
    const path = await newPath();
    await writeFile(path, randomBytes(8_192));
    const broken = connect(path);
    expect(code(() => broken.exec('PRAGMA journal_mode = WAL'))).toBe('SQLITE_NOTADB');
    broken.close();
    const connection = connect(await newPath());
    expect(code(() => connection.exec('SELEC'))).toBe('SQLITE_ERROR');
    expect(code(() => connection.prepare('SELECT * FROM nowhere').get([]))).toBe('SQLITE_ERROR');
    connection.close();
  });

  it('refuses to go on once it is closed', async () => {
    const connection = connect(await newPath());
    connection.close();
    expect(() => connection.exec('SELECT 1')).toThrow(TypeError);
    expect(() => connection.prepare('SELECT 1')).toThrow(TypeError);
  });
});

// In a process of its own: the locks of a file belong to the process, so that two copies of SQLite in one do not see each other's.
it.runIf(own !== null)(
  "one file is written by both at once, the binary that npm brings and Node's own",
  async () => {
    const path = await newPath();
    const connection = libsql()(path);
    connection.exec('PRAGMA busy_timeout = 60000; PRAGMA journal_mode = WAL; CREATE TABLE t (n INTEGER)');
    const write = (n: number) => `BEGIN IMMEDIATE; INSERT INTO t VALUES (${n}); COMMIT`;
    const program = `const { DatabaseSync } = require('node:sqlite');
    const database = new DatabaseSync(process.argv[1]);
    database.exec('PRAGMA busy_timeout = 60000; ${write(0)}');
    console.log('begun');
    for (let n = 1; n < 200; n++) database.exec('${write(1)}');`;
    const child = spawn(process.execPath, ['-e', program, path], { stdio: ['ignore', 'pipe', 'ignore'] });
    const ended = once(child, 'exit');
    await once(child.stdout, 'data');
    for (let n = 0; n < 200; n++) connection.exec(write(2));
    expect(await ended).toEqual([0, null]);
    const counted = connection.prepare('SELECT n, count(*) AS count FROM t GROUP BY n').all([]);
    expect(counted).toMatchObject([
      { n: 0, count: 1 },
      { n: 1, count: 199 },
      { n: 2, count: 200 },
    ]);
    expect(connection.prepare('PRAGMA integrity_check').get([])).toMatchObject({ integrity_check: 'ok' });
    connection.close();
  },
);
