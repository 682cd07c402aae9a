import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { tools } from '../tools/index.ts';
import { TOOL_COMMANDS } from '../src/cli/tool-commands.ts';
import { packageRoot } from '../src/util/package-root.ts';

const read = (path: string) => readFile(join(packageRoot, path), 'utf8');
const skill = await read('SKILL.md');
const pages = [
  'SKILL.md',
  ...(await readdir(join(packageRoot, 'references')))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `references/${name}`),
];

describe('SKILL.md', () => {
  it('has the front matter that every client reads, and no more', () => {
    const front = parse(/^---\n([^]*?)\n---\n/.exec(skill)?.[1] ?? '') as Record<string, unknown>;
    expect(Object.keys(front)).toEqual(['name', 'description', 'license', 'metadata']);
    expect(front['name']).toBe('fal-video');
    const description = String(front['description']);
    expect(description.length).toBeLessThanOrEqual(1024);
    expect(description).not.toMatch(/[<>]/);
  });

  it('is short enough to be read whole', () => {
    expect(skill.split('\n').length).toBeLessThan(500);
  });
});

describe.each(pages)('%s', (page) => {
  it('links only to what is there', async () => {
    const text = await read(page);
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, target = '']) => target);
    const isThere = (link: string) => existsSync(join(packageRoot, dirname(page), link));
    expect(links.filter((link) => !isThere(link))).toEqual([]);
  });

  it('names only commands that there are, and no tool by the name that one client gives it', async () => {
    const text = await read(page);
    const others =
      'auth doctor install simulate mcp pricing usage analytics requests add-model learn experiment';
    const known = new Set([...TOOL_COMMANDS.map(({ name }) => name.split(' ')[0]), ...others.split(' ')]);
    const commands = [...text.matchAll(/`(?:npx )?fal-video ([a-z-]+)/g)].map(([, name]) => name);
    expect(commands.filter((name) => !known.has(name))).toEqual([]);
    // Setting up a client has to name what it will show.
    if (page !== 'references/clients.md') expect(text).not.toContain('mcp__');
  });
});

it('the workflow names every tool', async () => {
  const told = (await Promise.all(pages.map(read))).join('\n');
  expect(tools.map(({ name }) => name).filter((name) => !told.includes(name))).toEqual([]);
});
