import { appendFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { UploadedFile, UploadMemory } from '../../fal/types.ts';
import { readIfExists } from '../../util/atomic-file.ts';
import type { Clock } from '../../util/clock.ts';
import { naming } from '../../util/naming.ts';
import { ownFolder } from '../../util/own-folder.ts';

interface Row extends UploadedFile {
  /** Storage origin: a simulator's files are no use to another one. */
  rest: string;
  at: string;
}

/** fal keeps uploads for at least seven days (fal FAQ); three leave room for a long queue. */
const REUSE_FOR_MS = 3 * 24 * 60 * 60 * 1000;

/** Which files fal has already, in `uploads.jsonl` of the project: the same picture goes up once. */
export function uploadMemory(path: string, rest: string, clock: Clock): UploadMemory {
  return {
    async get(sha256) {
      const text = (await readIfExists(path)) ?? '';
      const oldest = clock.now().getTime() - REUSE_FOR_MS;
      const row = text
        .split('\n')
        .flatMap(parseRow)
        .findLast((one) => one.sha256 === sha256 && one.rest === rest && Date.parse(one.at) > oldest);
      return row ?? null;
    },
    async put(file) {
      const row: Row = { ...file, rest, at: clock.now().toISOString() };
      await ownFolder(dirname(path));
      await appendFile(path, `\n${JSON.stringify(row)}`).catch(naming(path));
    },
  };
}

function parseRow(line: string): Row[] {
  try {
    return line === '' ? [] : [JSON.parse(line) as Row];
  } catch {
    // A torn line costs one more upload, which is free.
    return [];
  }
}
