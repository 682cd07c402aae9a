import { lstat, realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { inputError } from '../errors.ts';
import { safeText } from '../util/safe-text.ts';
import { foldedName } from '../util/folded-name.ts';
import { CONFIG_FILE } from './config.ts';
import { localPath } from './local-path.ts';
import { projectPaths } from './project-paths.ts';

export interface WritableRule {
  /** What is to be written, for the error: "A plate". */
  what: string;
  /** Of the file, in lower case: `.png`. */
  ending: string;
  example: string;
}

/**
 * The path at which a caller wants a file written, or an error: inside the project, also after following the links of
 * the folders that are there, and nowhere that fal-video, the user's settings or another program counts on.
 */
export async function writablePath(given: string, root: string, rule: WritableRule): Promise<string> {
  const path = resolve(root, localPath(given));
  const wrong = (why: string) => badPath(given, why, rule);
  if (path.includes('\0')) throw wrong('holds a NUL character');
  if (!path.toLowerCase().endsWith(rule.ending)) throw wrong(`is no ${rule.ending} file`);
  const there = await deepestThere(dirname(path));
  // Of a link, what it leads to counts; what is not there yet stands below it under its own name.
  const real = join(there.real, relative(there.path, path));
  for (const way of [relative(root, path), relative(await realpath(root), real)]) {
    if (way === '..' || /^\.\.[/\\]/.test(way) || isAbsolute(way)) throw wrong('is outside the project');
    const reserved = reservedIn(way.split(/[/\\]/));
    if (reserved !== null) throw wrong(reserved);
  }
  if (!there.isFolder) throw wrong(`goes through ${relative(root, there.path)}, which is no folder`);
  const taken = await lstat(path).catch(() => null);
  if (taken?.isDirectory() === true) throw wrong('is a folder');
  return path;
}

interface There {
  path: string;
  real: string;
  isFolder: boolean;
}

/** The nearest part of a path that is there; the root of the file system always is. */
async function deepestThere(path: string): Promise<There> {
  if ((await lstat(path).catch(() => null)) === null) return await deepestThere(dirname(path));
  const real = await realpath(path).catch(() => null);
  // A link that leads nowhere is there, and no folder.
  if (real === null) {
    return { path, real: join(await realpath(dirname(path)), basename(path)), isFolder: false };
  }
  return { path, real, isFolder: (await stat(real)).isDirectory() };
}

/** Why a way from the project's root may not be written to; `null` where it may. Any of its names can be the reason. */
function reservedIn(names: readonly string[]): string | null {
  for (const [index, given] of names.entries()) {
    const name = foldedName(given);
    const shown = safeText(given, 60);
    if (name === '' || given.startsWith('.') || name.startsWith('.'))
      return `has a hidden name in it (${shown}), which belongs to another program`;
    if (RESERVED.has(name) || isOurFolder(names.slice(0, index + 1).map(foldedName))) {
      return `has ${shown} in it, which is reserved`;
    }
    const isFolder = index < names.length - 1;
    if (isFolder && FILE_ENDING.test(name)) return `has a folder in it that is called like a file (${shown})`;
  }
  return null;
}

const OURS = projectPaths('/', false);

/** Names that mean something to fal-video, to git or to npm, wherever they stand. */
const RESERVED = new Set([
  CONFIG_FILE,
  'node_modules',
  'git~1',
  ...[
    OURS.presets,
    OURS.journal,
    OURS.ledgerJsonl,
    OURS.ledgerCsv,
    OURS.uploads,
    OURS.quoteKey,
    OURS.catalogLive,
    OURS.catalogLock,
    OURS.lock,
    OURS.index,
    OURS.indexLock,
    dirname(OURS.lock),
  ].map((path) => basename(path)),
]);

/** `experiments/fal` and `experiments/simulated/fal` hold what the journal speaks of. */
const isOurFolder = (names: readonly string[]) =>
  /(?:^|\/)experiments\/(?:simulated\/)?fal$/.test(names.join('/'));

/** A folder of such a name would stand where a program looks for its file. */
const FILE_ENDING =
  /\.(?:jsonc?|jsonl|ya?ml|toml|ini|lock|key|env|csv|md|txt|html?|[cm]?[jt]sx?|png|jpe?g|webp|gif|mp4|mov|webm)$/;

const badPath = (given: string, why: string, { what, ending, example }: WritableRule) =>
  inputError({
    code: 'BAD_OUTPUT_PATH',
    message: `${what} is a ${ending} file inside the project; ${safeText(given, 200)} ${why}. Nothing was written.`,
    next: `Give a path such as ${example}.`,
  });
