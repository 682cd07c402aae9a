import { Client } from '@modelcontextprotocol/client';
import { InMemoryTransport } from '@modelcontextprotocol/server';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createServer, INSTRUCTIONS } from './create-server.ts';
import { defineDataTool, type ToolContext } from './define-tool.ts';

const tool = defineDataTool({
  name: 'double',
  title: 'Double',
  effect: 'read',
  reaches: 'project',
  description: 'Doubles.',
  input: z.object({ value: z.int().min(0).max(9).default(1).describe('0 to 9. Default 1.') }),
  output: z.object({ value: z.number() }),
  run({ value }, _, call) {
    call.progress(1, 'doubling');
    return Promise.resolve({ value: 2 * value });
  },
});

async function connect() {
  const [there, here] = InMemoryTransport.createLinkedPair();
  const server = createServer([tool], {} as ToolContext);
  const client = new Client({ name: 'test', version: '1' });
  await Promise.all([server.connect(there), client.connect(here)]);
  return client;
}

describe('the server', () => {
  it('says who it is and what for', async () => {
    const client = await connect();
    expect(client.getServerVersion()).toMatchObject({
      name: 'fal-video',
      version: expect.stringMatching(/^\d+\./),
    });
    expect(client.getInstructions()).toBe(INSTRUCTIONS);
    await client.close();
  });

  it('names its purpose and verbs in what Codex shows of the instructions', () => {
    const shown = INSTRUCTIONS.slice(0, 247);
    for (const words of [
      'pictures into videos',
      'fal.ai',
      'list models',
      'estimate',
      'generate',
      'wait',
      'cancel',
      'ledger',
    ]) {
      expect(shown).toContain(words);
    }
    expect(INSTRUCTIONS.length).toBeLessThan(1000);
  });

  it('shows closed schemas, both ways, and truthful hints', async () => {
    const client = await connect();
    const { tools } = await client.listTools();
    expect(tools).toEqual([
      expect.objectContaining({
        name: 'double',
        title: 'Double',
        inputSchema: {
          type: 'object',
          properties: {
            value: { type: 'integer', minimum: 0, maximum: 9, default: 1, description: '0 to 9. Default 1.' },
          },
          additionalProperties: false,
        },
        outputSchema: { type: 'object' },
        annotations: {
          title: 'Double',
          readOnlyHint: true,
          destructiveHint: false,
          idempotentHint: true,
          openWorldHint: false,
        },
      }),
    ]);
    await client.close();
  });

  it('answers in its own words, also to arguments that do not fit', async () => {
    const client = await connect();
    const good = await client.callTool({ name: 'double', arguments: { value: 4 } });
    expect(good.structuredContent).toEqual({ value: 8 });
    const bad = await client.callTool({ name: 'double', arguments: { valeu: 4 } });
    expect(bad).toMatchObject({
      isError: true,
      content: [{ type: 'text', text: expect.stringMatching(/^UNKNOWN_ARGUMENT: .*"value"/) }],
    });
    const none = await client.callTool({ name: 'double' });
    expect(none.structuredContent).toEqual({ value: 2 });
    await client.close();
  });

  it('sends progress to a client that asked for it', async () => {
    const client = await connect();
    const said: unknown[] = [];
    await client.callTool({ name: 'double' }, { onprogress: (progress) => said.push(progress) });
    expect(said).toEqual([{ progress: 1, message: 'doubling' }]);
    await client.close();
  });
});
