import { type ClientCapabilities, McpServer, type ServerContext } from '@modelcontextprotocol/server';
import { describe, expect, it } from 'vitest';
import { ASK_MS, askerOf } from './ask-user.ts';

/** A request on a 2025 connection of a client with these capabilities, answered so. */
function request(capabilities: ClientCapabilities | undefined, send: () => Promise<unknown>) {
  const server = new McpServer({ name: 'test', version: '1' });
  Object.assign(server.server, { getClientCapabilities: () => capabilities });
  const sent: unknown[] = [];
  const mcpReq = {
    signal: new AbortController().signal,
    send: (message: unknown, options: { timeout: number }) => {
      sent.push({ message, options });
      return send();
    },
  };
  const user = askerOf(server, { mcpReq } as unknown as ServerContext, () => Promise.resolve('sealed'));
  return { user, sent };
}

const QUESTION = { question: 'Spend it?', quote_id: 'q' };
const yes = () => Promise.resolve({ action: 'accept', content: { spend: true } });

describe('the user of a 2025 client', () => {
  it.each([
    [undefined, false],
    [{}, false],
    [{ elicitation: { url: {} } }, false],
    [{ elicitation: {} }, true],
    [{ elicitation: { form: {} } }, true],
    [{ elicitation: { form: {}, url: {} } }, true],
  ])('of capabilities %j can be asked: %s', (capabilities, can) => {
    expect(request(capabilities, yes).user !== undefined).toBe(can);
  });

  it('is asked one question with one box, for less than the 45 seconds of a call', async () => {
    const { user, sent } = request({ elicitation: {} }, yes);
    expect(await user?.ask(QUESTION)).toBe(true);
    expect(sent).toMatchObject([
      {
        message: {
          method: 'elicitation/create',
          params: { message: 'Spend it?', requestedSchema: { required: ['spend'] } },
        },
        options: { timeout: ASK_MS },
      },
    ]);
    expect(ASK_MS).toBeLessThan(45_000);
  });

  it.each([
    ['too late', () => Promise.reject(new Error('Request timed out'))],
    ['in another form', () => Promise.resolve({ action: 'accept', content: { spend: 'true' } })],
    ['not at all', () => Promise.resolve(undefined)],
  ])('has said no when the answer comes %s', async (_, send) => {
    const { user } = request({ elicitation: {} }, send);
    expect(await user?.ask(QUESTION)).toBe(false);
  });
});
