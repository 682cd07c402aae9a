import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import {
  type Skill,
  type SkillReadResult,
  SkillsExtension,
  skillEntry,
} from '@modelcontextprotocol/server/ext/skills';
import { once } from '../../util/once.ts';
import { packageRoot } from '../../util/package-root.ts';

/**
 * The skill of this package as the Skills extension serves it: `skill://<name>/SKILL.md` and its references. It is
 * read when a client asks for it first, since the server's first answer is waited for and most clients have the
 * skill from their own folder. A package without it was packed wrongly, and says so to whoever asks.
 */
export function packagedSkill(root: string = packageRoot): SkillsExtension {
  const skill = once(() => readSkill(root));
  return new SkillsExtension({
    source: {
      list: async () => ({ skills: [(await skill()).entry] }),
      get: async (uri) => {
        const { entry } = await skill();
        return entry.uri === uri ? entry : undefined;
      },
      read: async (uri) => (await skill()).files.get(uri),
      // An error here would take the list of all other resources with it.
      listResources: () =>
        skill().then(
          ({ entry }) => [asResource(entry)],
          () => [],
        ),
    },
    cacheHint: { ttlMs: 3_600_000, cacheScope: 'public' },
    strict: true,
  });
}

const asResource = ({ uri, frontmatter: { name, description } }: Skill) => ({
  uri,
  name,
  description,
  mimeType: mimeTypeOf(uri),
});

const MIME_TYPES = new Map([
  ['.md', 'text/markdown'],
  ['.json', 'application/json'],
  ['.csv', 'text/csv'],
]);

const mimeTypeOf = (path: string) => MIME_TYPES.get(extname(path)) ?? 'text/plain';

/** Its folder on the wire carries the skill's own name, as the extension asks; on the disk it is the package's root. */
async function readSkill(root: string) {
  const paths = ['SKILL.md', ...(await referencesIn(root))];
  const texts = await Promise.all(paths.map((path) => readFile(join(root, path), 'utf8')));
  const textOf = new Map(paths.map((path, at) => [path, texts[at] ?? '']));
  const name = /^name: *["']?([a-z0-9-]+)/m.exec(textOf.get('SKILL.md') ?? '')?.[1] ?? 'fal-video';
  const entry = await skillEntry(name, Object.fromEntries(textOf));
  const files = [...textOf].map(([path, text]): [string, SkillReadResult] => [
    `skill://${name}/${path}`,
    { text, mimeType: mimeTypeOf(path) },
  ]);
  return { entry, files: new Map(files) };
}

/** What `references/` holds directly. */
async function referencesIn(root: string): Promise<string[]> {
  const entries = await readdir(join(root, 'references'), { withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && MIME_TYPES.has(extname(entry.name)))
    .map(({ name }) => `references/${name}`);
}
