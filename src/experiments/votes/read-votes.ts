import { readFile } from 'node:fs/promises';
import { basename, parse } from 'node:path';
import { inputError } from '../../errors.ts';
import { didYouMean } from '../../project/meant-file.ts';
import { parseJson, TooDeep } from '../../util/json.ts';
import { NoText, textOf } from '../../util/read-text.ts';
import { safeText } from '../../util/safe-text.ts';
import { type VotesFile, votesFileSchema } from './votes-file.ts';

/** A votes file that is checked; an input error names the file, the place in it and the rule. */
export async function readVotes(path: string): Promise<VotesFile> {
  const parsed = votesFileSchema.safeParse(await readJson(path));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = issue === undefined || issue.path.length === 0 ? '' : ` at ${issue.path.join('.')}`;
    throw notVotes(path, `${issue?.message ?? 'it has another form'}${place}`);
  }
  const file = parsed.data;
  for (const [index, { a, b }] of file.votes.entries()) {
    const stranger = [a, b].find((id) => !Object.hasOwn(file.cells, id));
    if (stranger !== undefined)
      throw notVotes(path, `votes.${index} names ${stranger}, which is not among its cells`);
    if (a === b) throw notVotes(path, `votes.${index} compares ${a} with itself`);
  }
  return file;
}

async function readJson(path: string): Promise<unknown> {
  let text: string;
  try {
    const bytes = await readFile(path);
    if (bytes.length > MOST_BYTES)
      throw notVotes(path, `it has ${bytes.length} bytes, more than ${MOST_BYTES}`);
    text = textOf(bytes);
  } catch (cause) {
    if (cause instanceof NoText) throw notVotes(path, cause.message);
    if (!(cause instanceof Error && 'code' in cause && typeof cause.code === 'string')) throw cause;
    const top = parse(path).root;
    const meant = cause.code === 'ENOENT' ? await didYouMean(path, [top], process.cwd()) : '';
    throw inputError({
      code: 'NO_VOTES_FILE',
      message: `The votes file ${safeText(path)} cannot be read (${cause.code}).${meant}`,
      next: 'Give the path of a file that the report page saved.',
      cause,
    });
  }
  try {
    return parseJson(text);
  } catch (error) {
    throw notVotes(path, error instanceof TooDeep ? error.message : 'it is not JSON');
  }
}

const MOST_BYTES = 20_000_000;

const notVotes = (path: string, reason: string) =>
  inputError({
    code: 'BAD_VOTES_FILE',
    message: safeText(`${basename(path)} is not a votes file: ${reason}.`),
    next: 'Give a file that the report page saved in blind mode (fal-video experiment votes FILE...).',
  });
