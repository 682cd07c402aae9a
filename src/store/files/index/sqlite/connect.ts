import { configurationError } from '../../../../errors.ts';
import { once } from '../../../../util/once.ts';
import type { Connect } from './connection.ts';
import { libsql } from './libsql.ts';
import { nodeSqlite } from './node-sqlite.ts';

export const connect: Connect = (path) => sqlite()(path);

/** By the binary that npm brings; by Node itself where that cannot be loaded, and Node is new enough. */
const sqlite = once((): Connect => {
  try {
    return libsql();
  } catch (cause) {
    const own = nodeSqlite();
    if (own !== null) return own;
    const [why = ''] = (cause as Error).message.split('\n');
    throw configurationError({
      code: 'NO_SQLITE',
      message: `There is no SQLite for Node ${process.versions.node} on ${process.platform}-${process.arch}, and without it no job can be looked up: ${why}.`,
      next: 'Use Node 24 or newer, which has SQLite itself; or, on Linux with glibc, macOS, and Windows on x64, install fal-video again without --omit=optional.',
      cause,
    });
  }
});
