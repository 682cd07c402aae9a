import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SkillCatalog, SkillFileEntry, SkillFiles } from '@modelcontextprotocol/server/ext/skills';
import { packageRoot } from '../util/package-root.ts';

export interface SkillOptions {
  root?: string;
  onWarning: (warning: string) => void;
}

/**
 * The skill of this package as the Skills extension serves it (`skill://<name>/SKILL.md` and its references), or
 * `null` in a checkout where it is not written yet. A package without it was packed wrongly, and says so.
 */
export async function loadSkill({
  root = packageRoot,
  onWarning,
}: SkillOptions): Promise<SkillCatalog | null> {
  const name = await nameOfSkill(root);
  if (name === null) {
    if (!existsSync(join(root, 'tsconfig.json'))) onWarning(`SKILL.md is missing from ${root}.`);
    return null;
  }
  const { SkillsExtension } = await import('@modelcontextprotocol/server/ext/skills');
  return await SkillsExtension.load(filesOfSkill(root, name), {
    cacheHint: { ttlMs: 3_600_000, cacheScope: 'public' },
    onWarning: ({ path, message }) => onWarning(`${path}: ${message}`),
  });
}

/** Its folder on the wire carries the skill's own name, as the extension asks; on the disk it is the package's root. */
async function nameOfSkill(root: string): Promise<string | null> {
  const text = await readFile(join(root, 'SKILL.md'), 'utf8').catch(() => null);
  return text === null ? null : (/^name: *["']?([a-z0-9-]+)/m.exec(text)?.[1] ?? 'fal-video');
}

/** Of all that is in the root: `SKILL.md`, and what `references/` holds directly. */
function filesOfSkill(root: string, name: string): SkillFiles {
  return {
    async list(folder) {
      if (folder === '') return [{ name, kind: 'directory' }];
      if (folder !== name) return await entriesOf(join(root, REFERENCES));
      const references: SkillFileEntry[] = existsSync(join(root, REFERENCES))
        ? [{ name: REFERENCES, kind: 'directory' }]
        : [];
      return [{ name: 'SKILL.md', kind: 'file' }, ...references];
    },
    read: (path) => readFile(join(root, path.slice(name.length + 1))),
  };
}

const REFERENCES = 'references';

async function entriesOf(folder: string): Promise<SkillFileEntry[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /\.(md|json|csv)$/.test(entry.name))
    .map((entry) => ({ name: entry.name, kind: 'file' as const }));
}
