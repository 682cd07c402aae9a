import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { InMemoryTransport } from '@modelcontextprotocol/server';
import { describe, expect, it } from 'vitest';
import { createServer } from './create-server.ts';
import type { ToolContext } from './define-tool.ts';
import { loadSkill } from './skill.ts';

const SKILL = '---\nname: image-to-video\ndescription: Turns pictures into videos.\n---\n\n# How\n';

async function packageWith(files: Record<string, string>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'fal-video-skill-'));
  await mkdir(join(root, 'references', 'deeper'), { recursive: true });
  await Promise.all(Object.entries(files).map(([path, text]) => writeFile(join(root, path), text)));
  return root;
}

/** What loading says aside. */
async function load(root: string) {
  const warnings: string[] = [];
  const skill = await loadSkill({ root, onWarning: (warning) => warnings.push(warning) });
  return { skill, warnings };
}

describe('the skill', () => {
  it('is served as resources: itself and its references, and nothing else of the package', async () => {
    const root = await packageWith({
      'SKILL.md': SKILL,
      'references/spending.md': '# Spending\n',
      'references/deeper/hidden.md': 'too deep',
      'references/.env': 'secret',
      'package.json': '{}',
    });
    const { skill, warnings } = await load(root);
    expect(warnings).toEqual([]);
    const [there, here] = InMemoryTransport.createLinkedPair();
    const client = new Client({ name: 'test', version: '1' });
    const server = createServer([], {} as ToolContext, { skill });
    await Promise.all([server.connect(there), client.connect(here)]);
    expect(skill?.entries.map(({ uri, resources }) => [uri, resources])).toEqual([
      [
        'skill://image-to-video/SKILL.md',
        [
          expect.objectContaining({ uri: 'skill://image-to-video/SKILL.md' }),
          expect.objectContaining({ uri: 'skill://image-to-video/references/spending.md' }),
        ],
      ],
    ]);
    const read = async (path: string) =>
      (await client.readResource({ uri: `skill://image-to-video/${path}` })).contents;
    expect(await read('SKILL.md')).toMatchObject([{ text: SKILL, mimeType: 'text/markdown' }]);
    expect(await read('references/spending.md')).toMatchObject([{ text: '# Spending\n' }]);
    for (const path of [
      'package.json',
      'references/.env',
      'references/deeper/hidden.md',
      '../package.json',
    ]) {
      await expect(read(path)).rejects.toMatchObject({ code: -32602 });
    }
    await client.close();
  });

  it('may be missing from a checkout; from a package it is missed aloud', async () => {
    const checkout = await packageWith({ 'tsconfig.json': '{}' });
    expect(await load(checkout)).toEqual({ skill: null, warnings: [] });
    const packed = await packageWith({});
    expect(await load(packed)).toEqual({
      skill: null,
      warnings: [expect.stringContaining('SKILL.md is missing')],
    });
  });
});
