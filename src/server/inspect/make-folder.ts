import { join } from 'node:path';
import type { Blobs } from '../../store/blobs.ts';

const ANSWER = 'inspect.json';

/**
 * Makes a folder of files once, and keeps what there is to say of them beside them: whole or not there, also when
 * several processes make the same.
 */
export async function makeFolder<Answer>(
  blobs: Blobs,
  folder: string,
  make: (folder: string) => Promise<Answer>,
): Promise<Answer> {
  const readAnswer = async () =>
    JSON.parse((await blobs.read(join(folder, ANSWER))) ?? 'null') as Answer | null;
  const made = await readAnswer();
  if (made !== null) return made;
  await blobs
    .make(folder, async (making) => blobs.writeJson(join(making, ANSWER), await make(making)))
    .catch(async (error: unknown) => {
      // Another process was quicker with the same.
      if ((await readAnswer()) === null) throw error;
    });
  const answer = await readAnswer();
  if (answer === null) throw new Error(`${folder} is gone again`);
  return answer;
}
