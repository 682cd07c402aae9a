import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { SkillsClient } from '@modelcontextprotocol/client/ext/skills';
import { InMemoryTransport, McpServer } from '@modelcontextprotocol/server';
import { describe, expect, it } from 'vitest';
import { packagedSkill } from './skill.ts';

const SKILL = '---\nname: image-to-video\ndescription: Turns pictures into videos.\n---\n\n# How\n';

async function packageWith(files: Record<string, string>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'fal-video-skill-'));
  await mkdir(join(root, 'references', 'deeper'), { recursive: true });
  await Promise.all(Object.entries(files).map(([path, text]) => writeFile(join(root, path), text)));
  return root;
}

async function clientOf(root: string): Promise<Client> {
  const [there, here] = InMemoryTransport.createLinkedPair();
  const client = new Client({ name: 'test', version: '1' });
  const server = new McpServer({ name: 'test', version: '1' });
  server.registerResource('other', 'test://other', {}, () => ({ contents: [] }));
  packagedSkill(root).attach(server);
  await Promise.all([server.connect(there), client.connect(here)]);
  return client;
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
    const client = await clientOf(root);
    const skills = new SkillsClient(client);
    const { skill } = await skills.get('skill://image-to-video/SKILL.md');
    expect((await skills.list()).skills).toEqual([skill]);
    expect(skill).toMatchObject({
      uri: 'skill://image-to-video/SKILL.md',
      frontmatter: { name: 'image-to-video', description: 'Turns pictures into videos.' },
      resources: [
        { uri: 'skill://image-to-video/SKILL.md' },
        { uri: 'skill://image-to-video/references/spending.md' },
      ],
    });
    expect(await skills.read(skill, 'references/spending.md')).toMatchObject({
      text: '# Spending\n',
      verified: true,
    });
    expect((await client.listResourceTemplates()).resourceTemplates).toContainEqual(
      expect.objectContaining({ uriTemplate: 'skill://{+path}' }),
    );
    expect((await client.listResources()).resources).toContainEqual({
      uri: 'skill://image-to-video/SKILL.md',
      name: 'image-to-video',
      description: 'Turns pictures into videos.',
      mimeType: 'text/markdown',
    });
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

  it('is read when it is first asked for, once', async () => {
    const root = await packageWith({});
    const client = await clientOf(root);
    await writeFile(join(root, 'SKILL.md'), SKILL);
    const skills = new SkillsClient(client);
    const first = await skills.get('skill://image-to-video/SKILL.md');
    await writeFile(join(root, 'SKILL.md'), `${SKILL}More.\n`);
    expect(await skills.get('skill://image-to-video/SKILL.md')).toEqual(first);
    expect(await skills.read(first.skill)).toMatchObject({ text: SKILL });
    await client.close();
  });

  it('that is missing from the package takes nothing else with it', async () => {
    const client = await clientOf(await packageWith({}));
    await expect(new SkillsClient(client).list()).rejects.toThrow('SKILL.md');
    expect((await client.listResources()).resources).toEqual([{ uri: 'test://other', name: 'other' }]);
    await client.close();
  });
});
