import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeWhole, writeJson } from '../../util/atomic-file.ts';
import { ownFolder } from '../../util/own-folder.ts';

const ANSWER = 'inspect.json';

/**
 * Makes a folder of files once, and keeps what there is to say of them beside them: whole or not there, also when
 * several processes make the same.
 */
export async function makeFolder<Answer>(
  folder: string,
  make: (folder: string) => Promise<Answer>,
): Promise<Answer> {
  const made = await readAnswer<Answer>(folder);
  if (made !== null) return made;
  await makeWhole(folder, async (making) => {
    await ownFolder(making);
    await writeJson(join(making, ANSWER), await make(making));
  }).catch(async (error: unknown) => {
    // Another process was quicker with the same.
    if ((await readAnswer<Answer>(folder)) === null) throw error;
  });
  const answer = await readAnswer<Answer>(folder);
  if (answer === null) throw new Error(`${folder} is gone again`);
  return answer;
}

async function readAnswer<Answer>(folder: string): Promise<Answer | null> {
  try {
    return JSON.parse(await readFile(join(folder, ANSWER), 'utf8')) as Answer;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
