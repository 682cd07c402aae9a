import { Client } from '@modelcontextprotocol/client';
import { InMemoryTransport } from '@modelcontextprotocol/server';
import { describe, expect, it } from 'vitest';
import { loadModels } from '../../models/index.ts';
import { tools } from '../../../tools/index.ts';
import { createServer } from '../create-server.ts';
import type { ToolContext } from '../define-tool.ts';
import { promptText, workflows } from './prompts.ts';

const context = { models: loadModels() } as unknown as ToolContext;

async function connect(): Promise<Client> {
  const [there, here] = InMemoryTransport.createLinkedPair();
  const client = new Client({ name: 'test', version: '1' });
  await Promise.all([createServer([], context).connect(there), client.connect(here)]);
  return client;
}

describe('the prompts', () => {
  it('are the workflows of the package, with what each needs', async () => {
    const client = await connect();
    const { prompts } = await client.listPrompts();
    expect(
      prompts.map(({ name, arguments: given }) => [name, given?.map((one) => [one.name, one.required])]),
    ).toEqual([
      ['add-fal-model', [['endpoint_id', true]]],
      [
        'compare-models',
        [
          ['task', true],
          ['picture', false],
          ['budget_usd', false],
        ],
      ],
      [
        'sprite-walk-cycle',
        [
          ['picture', true],
          ['direction', false],
          ['model', false],
        ],
      ],
    ]);
    await client.close();
  });

  it('put what was typed into their text, and a fair word where nothing was', async () => {
    const client = await connect();
    const { messages } = await client.getPrompt({
      name: 'sprite-walk-cycle',
      arguments: { picture: 'hero.png', direction: '  ' },
    });
    expect(messages).toHaveLength(1);
    const [message] = messages as unknown as { content: { text: string } }[];
    const text = message?.content.text ?? '';
    expect(text).toContain('Character: hero.png. Direction: to the right. Model: a cheap model');
    expect(text).not.toMatch(/[{}]/);
    await client.close();
  });

  it('offer models while one is typed: those with a preset, or those without', async () => {
    const client = await connect();
    const offered = async (name: string, argument: string, value: string) => {
      const ref = { type: 'ref/prompt' as const, name };
      return (await client.complete({ ref, argument: { name: argument, value } })).completion.values;
    };
    expect(await offered('sprite-walk-cycle', 'model', 'kling-v3')).toContain('kling-v3-pro-i2v');
    const unpreset = await offered('add-fal-model', 'endpoint_id', 'image-to-video');
    expect(unpreset.length).toBeGreaterThan(0);
    expect(unpreset.every((id) => id.includes('/'))).toBe(true);
    await client.close();
  });

  it.each(workflows().map((workflow) => [workflow.name, workflow] as const))(
    '%s is short, in plain characters, and names only tools and arguments that there are',
    (_, workflow) => {
      const text = workflow.text.join('\n\n');
      expect(text.length).toBeLessThan(2500);
      expect(JSON.stringify(workflow)).toMatch(/^[ -~]*$/);
      const known = new Set([
        ...tools.map(({ name }) => name),
        ...tools.flatMap(({ input }) => Object.keys(input.shape)),
        'unknown_price_ceiling_usd',
      ]);
      const named = text.replaceAll(/\{\w+\}/g, '').match(/\b[a-z]+(?:_[a-z]+)+\b/g) ?? [];
      expect(named.filter((name) => !known.has(name))).toEqual([]);
      for (const name of Object.keys(workflow.arguments)) expect(text).toContain(`{${name}}`);
    },
  );

  it('leave braces alone that name no argument', () => {
    const workflow = {
      name: 'x',
      title: '',
      description: '',
      arguments: {},
      text: ['{"job_id": 1} {toString}'],
    };
    expect(promptText(workflow, {})).toBe('{"job_id": 1} {toString}');
  });
});
