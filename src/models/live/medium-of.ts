type Schema = Record<string, unknown>;

const VIDEO = /(?:^|_)videos?(?:_urls?)?$/;
const IMAGE = /(?:^|_)(?:image|picture)s?(?:_urls?)?$/;
/** Names that say nothing of what they hold. */
const ANY_FILE = /^(?:output|result|file|url|media|data)s?$/;
/** Kinds of endpoint of whose results pictures are at most a by-product. */
const OTHER_KINDS = /-to-(?:3d|audio|speech|music|text|json)$|^(?:training|llm|speech-to-.+)$/;

/** What an endpoint makes, by the names in its result; where those say nothing, by fal's word for it. */
export function mediumOf(result: Schema | undefined, category = ''): 'video' | 'image' | undefined {
  if (OTHER_KINDS.test(category)) return undefined;
  const names = fileNames(result);
  if (names.some((name) => VIDEO.test(name))) return 'video';
  if (names.some((name) => IMAGE.test(name))) return 'image';
  // fal publishes some results empty.
  if (membersOf(result).length > 0 && !names.some((name) => ANY_FILE.test(name))) return undefined;
  if (category.endsWith('-to-video')) return 'video';
  return category.endsWith('-to-image') ? 'image' : undefined;
}

/** The names of all that a result holds. */
export const membersOf = (result: Schema | undefined): string[] => Object.keys(result?.['properties'] ?? {});

const fileNames = (result: Schema | undefined) =>
  Object.entries((result?.['properties'] ?? {}) as Record<string, Schema>)
    .filter(([, { type }]) => !['boolean', 'number', 'integer'].includes(String(type)))
    .map(([name]) => name);
