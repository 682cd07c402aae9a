import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { configurationError } from '../errors.ts';

/**
 * Folders below the root of an open project, made where they are missing. The root itself never is: a process
 * that outlives its project would rebuild it at the old place, and keep there a record that nobody looks for.
 */

interface Root {
  /** Device and inode: what a path still names when its folder was replaced. */
  identity: string;
  /** Where this stands, it is the project, whatever its number: some file systems number their folders anew. */
  sign: string;
}
const roots = new Map<string, Root>();

/** From now on nothing is written below `root` once it is gone, or another folder stands in its place. */
export async function keepRoot(root: string, sign: string): Promise<void> {
  const identity = await identityOf(root);
  if (identity !== null) roots.set(root, { identity, sign });
}

/** The folder of this path, there when this resolves; `mode` is for those that are made. */
export async function ownFolder(path: string, mode?: number): Promise<void> {
  const root = rootOf(path);
  if (root !== undefined) await refuseIfMoved(path);
  if (path !== root) await make(path, root, mode);
}

/** Throws when the project that the path belongs to is no longer where it was. */
export async function refuseIfMoved(path: string): Promise<void> {
  const root = rootOf(path);
  const known = root === undefined ? undefined : roots.get(root);
  if (root === undefined || known === undefined) return;
  const identity = await identityOf(root);
  if (identity === known.identity) return;
  if (identity === null || (await stat(known.sign).catch(() => null)) === null) throw moved(root);
  known.identity = identity;
}

/** Where something is not where it was a moment ago, or was so to somebody who has put it into words. */
const MAY_BE_MOVED = ['ENOENT', 'CANNOT_WRITE'];

/** What was thrown; for a file that is not where it was a moment ago, that the whole project is not. */
export const orMoved = (thrown: unknown, path: string): Promise<unknown> =>
  MAY_BE_MOVED.includes((thrown as NodeJS.ErrnoException | undefined)?.code ?? '')
    ? refuseIfMoved(path).then(
        () => thrown,
        (moved: unknown) => moved,
      )
    : Promise.resolve(thrown);

/** One call where the folder is there already; else from its parent on, and never further up than below the root. */
async function make(path: string, root: string | undefined, mode: number | undefined): Promise<void> {
  if (path === root) throw moved(root);
  if ((await makeOne(path, mode)) === 'made') return;
  await make(dirname(path), root, mode);
  // What cannot be made now never can: in /proc, no folder is there however often it is asked for.
  const again = await makeOne(path, mode);
  if (again !== 'made') throw again;
}

/** Gives back why a folder could not be made where its parent may be missing; throws for any other reason. */
async function makeOne(path: string, mode: number | undefined): Promise<'made' | Error> {
  // Nearly always; and what is refused costs more than a look.
  if (await isFolder(path)) return 'made';
  try {
    await mkdir(path, { mode });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && path !== dirname(path)) return error as Error;
    if (code !== 'EEXIST' || !(await isFolder(path))) throw error;
  }
  return 'made';
}

const isFolder = (path: string) =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

function rootOf(path: string): string | undefined {
  for (let folder = path; ; folder = dirname(folder)) {
    if (roots.has(folder)) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

async function identityOf(root: string): Promise<string | null> {
  const found = await stat(root, { bigint: true }).catch(() => null);
  return found?.isDirectory() === true ? `${found.dev}:${found.ino}` : null;
}

const moved = (root: string) =>
  configurationError({
    code: 'PROJECT_MOVED',
    message: `The project folder ${root} was moved, renamed, removed or unmounted while fal-video ran. Nothing is written at its old place.`,
    next: 'Bring the folder back, or start fal-video (its server too) anew where it is now: every job goes on from the journal there, and one whose answer was on its way is looked up at fal, never sent again.',
  });
