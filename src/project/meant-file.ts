import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, parse, relative } from 'node:path';
import { foldedName } from '../util/folded-name.ts';
import { editDistance } from '../util/edit-distance.ts';

/** Whether a path lies below a folder, and is not the folder itself. */
export function contains(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !/^\.\.[/\\]/.test(way) && !isAbsolute(way);
}

/**
 * `Did you mean "Screenshot 9.41\u202fAM.png"?` for a path at which there is nothing: files that differ by what nobody
 * sees (a blank that is another, how a letter is composed, capitals), else by a slip. Empty where none is near. Only
 * names inside the allowed folders are looked at, or an error would list the user's other folders.
 */
export async function didYouMean(path: string, allowed: readonly string[], root: string): Promise<string> {
  const folder = allowed.find((each) => contains(each, path));
  if (folder === undefined) return '';
  const found = await nearFiles(folder, relative(folder, path).split(/[/\\]/), allowed);
  const names = found
    .slice(0, MOST_NAMES)
    .map((each) => spelled(contains(root, each) ? relative(root, each) : each));
  if (names.length === 0) return '';
  const escaped = names.some((name) => name.includes('\\u')) ? ' (\\u as in JSON: keep it so)' : '';
  return ` Did you mean ${names.join(' or ')}${escaped}?`;
}

const MOST_NAMES = 3;
/** More names than that are too many to compare, and a folder that nobody looks through. */
const MOST_IN_FOLDER = 5_000;

/** Goes down name by name; where one is missing, on with those that are near it. */
async function nearFiles(
  folder: string,
  names: readonly string[],
  allowed: readonly string[],
): Promise<string[]> {
  const [name = '', ...rest] = names;
  const isThere = (await lstat(join(folder, name)).catch(() => null)) !== null;
  const near = isThere ? [name] : nearNames(name, await namesIn(folder, allowed));
  if (rest.length === 0) return await filesOf(near.map((each) => join(folder, each)));
  const below = await Promise.all(
    near.slice(0, MOST_NAMES).map(async (each) => await nearFiles(join(folder, each), rest, allowed)),
  );
  return below.flat();
}

async function namesIn(folder: string, allowed: readonly string[]): Promise<string[]> {
  const real = await realpath(folder).catch(() => null);
  if (real === null || !allowed.some((each) => each === real || contains(each, real))) return [];
  const names = await readdir(real).catch(() => []);
  return names.length > MOST_IN_FOLDER ? [] : names.filter((name) => !name.startsWith('.'));
}

async function filesOf(paths: readonly string[]): Promise<string[]> {
  const files = await Promise.all(
    paths.map(async (path) => ((await stat(path).catch(() => null))?.isFile() === true ? path : null)),
  );
  return files.filter((path) => path !== null);
}

/** Names that only look alike, else those of a few editDistance, or of the same letters and another ending; best first. */
function nearNames(name: string, there: readonly string[]): string[] {
  const wanted = foldedName(name);
  const alike = there.filter((each) => foldedName(each) === wanted);
  if (alike.length > 0) return alike;
  return there
    .map((each) => ({ each, distance: distanceOf(wanted, foldedName(each)) }))
    .filter(({ distance }) => distance < Infinity)
    .toSorted((a, b) => a.distance - b.distance || (a.each < b.each ? -1 : 1))
    .map(({ each }) => each);
}

/** One slip in a short name, one more for each further four letters. */
function distanceOf(wanted: string, other: string): number {
  const [a, b] = [parse(wanted), parse(other)];
  const most = Math.max(1, Math.floor(Math.min(a.name.length, b.name.length) / 4));
  if (Math.abs(a.name.length - b.name.length) > most || Math.min(a.name.length, b.name.length) < 3) {
    return a.name === b.name ? 0 : Infinity;
  }
  const distance = editDistance(a.name, b.name);
  return distance > most ? Infinity : distance + (a.ext === b.ext ? 0 : 1);
}

/** In quotes, with what cannot be told apart by eye written out, so that it can be given back as it is. */
function spelled(path: string): string {
  const odd = path === path.normalize('NFC') ? ODD : ODD_OR_DECOMPOSED;
  return JSON.stringify(path.slice(0, 500)).replaceAll(odd, (letter) =>
    Array.from({ length: letter.length }, (_, at) => letter.charCodeAt(at))
      .map((code) => `\\u${code.toString(16).padStart(4, '0')}`)
      .join(''),
  );
}

const ODD = /(?! )[\p{Z}\p{Cc}\p{Default_Ignorable_Code_Point}]/gu;
const ODD_OR_DECOMPOSED = /(?! )[\p{Z}\p{M}\p{Cc}\p{Default_Ignorable_Code_Point}]/gu;
