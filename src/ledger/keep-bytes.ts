import { join } from 'node:path';
import { exists, writeAtomic } from '../util/atomic-file.ts';

/** For all of the folder: digests of lines, answers and outputs stand in the records below it. */
const ATTRIBUTES = `# Written by fal-video. The files below are checked byte for byte: git must not change their line ends.
* -text
`;

/** Tells git to leave the files of this folder as they are, unless the user has said something of their own. */
export async function keepBytes(folder: string): Promise<void> {
  const path = join(folder, '.gitattributes');
  if (!(await exists(path))) await writeAtomic(path, ATTRIBUTES);
}
