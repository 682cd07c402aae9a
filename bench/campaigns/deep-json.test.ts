import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readVotes } from '../../src/experiments/votes/read-votes.ts';
import { canonicalJson } from '../../src/util/canonical-json.ts';
import { readConfig } from '../../src/project/config.ts';
import { type HttpServer, startHttp } from '../../test/support/http-servers.ts';
import { type RawServer, startRawServer } from '../../test/support/raw-server.ts';
import { headersWith, send } from '../../test/support/raw-http.ts';
import { makeSandbox, type Sandbox } from '../../test/support/sandbox.ts';
import { storedOpenApi } from '../../test/support/openapi.ts';
import { typeLine } from '../../test/support/type-line.ts';
import { hear } from '../../test/support/agent.ts';
import { findTool } from '../../src/cli/session.ts';
import { tools } from '../../tools/index.ts';

const DEPTH = 100_000;
const listsOf = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
const objectsOf = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
const lists = listsOf(DEPTH);
const objects = objectsOf(DEPTH);
/** So deep that a stack gives way, and of no more parts than the SDK lets through. */
const FEWER = 9_000;
const SAID = /nested more than 200 deep/;
const TOKEN = 'a-token-of-the-users-own-0123456789';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await makeSandbox();
});
afterAll(() => sandbox.close());

const told = (error: unknown) => (error instanceof Error ? error.message : String(error));
const write = (name: string, text: string) => writeFile(join(sandbox.root, name), text);
const said = async (tool: string, args: object) =>
  (await hear(findTool(tools, tool), await sandbox.open(), args)).text;

describe('what is nested a hundred thousand deep is told as such', () => {
  describe('in a call', () => {
    let server: RawServer;
    let http: HttpServer;
    beforeAll(async () => {
      [server, http] = await Promise.all([startRawServer(sandbox), startHttp(sandbox, TOKEN)]);
    });
    afterAll(async () => {
      server.child.stdin?.end();
      http.child.kill('SIGTERM');
      await Promise.all([server.ended, http.ended]);
    });
    const call = (args: string, id = 9) =>
      `{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"name":"estimate_cost","arguments":${args}}}`;

    it.each([
      ['its arguments', objectsOf],
      [
        'the arguments of a model',
        (depth: number) =>
          `{"models":["hailuo-02-standard-i2v"],"image":"hero.png","args":{"x":${listsOf(depth)}}}`,
      ],
      [
        'a text of such arguments',
        (depth: number) =>
          `{"models":["hailuo-02-standard-i2v"],"image":"hero.png","args":${JSON.stringify(objectsOf(depth))}}`,
      ],
    ])('over stdio and over HTTP: %s', async (_, argsOf) => {
      for (const depth of [FEWER, DEPTH]) {
        const answered = server.answer(9);
        server.write(`${call(argsOf(depth))}\n`);
        const text = JSON.stringify(await answered);
        const { body } = await send(http.url, headersWith(TOKEN), call(argsOf(depth)));
        for (const answer of [text, body]) {
          expect(answer).toMatch(/nested more than 200 deep|maximum of 10000 elements|args: /);
          expect(answer).not.toMatch(/INTERNAL|call stack/);
        }
      }
      // And it goes on.
      const pong = server.answer(10);
      server.send({ id: 10, method: 'ping' });
      expect(await pong).toMatchObject({ id: 10, result: {} });
    });
  });

  it('on the command line', async () => {
    const { exitCode, stderr } = await typeLine([
      'estimate',
      'hailuo-02-standard-i2v',
      '--args',
      `{"a":${lists}}`,
    ]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(SAID);
  });

  it('in the configuration', async () => {
    const other = await makeSandbox();
    await writeFile(join(other.root, 'fal-video.config.json'), objects);
    await expect(readConfig(other.root)).rejects.toMatchObject({
      code: 'BAD_CONFIG',
      message: expect.stringMatching(SAID) as string,
    });
    await other.close();
  });

  it.each([
    ['experiments/deep.json', `{"models":${lists}}`],
    ['experiments/deep.yaml', `models: ${lists}`],
    ['experiments/deep.yaml', `${'- '.repeat(DEPTH)}a`],
    ['experiments/deep.yaml', Array.from({ length: 900 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
    ['experiments/deep.yaml', `{${'a: {'.repeat(DEPTH)}${'}'.repeat(DEPTH)}}`],
  ])('in a plan: %s', async (file, text) => {
    await mkdir(join(sandbox.root, 'experiments'), { recursive: true });
    await write(file, text);
    expect(await said('plan_experiment', { file })).toMatch(/^BAD_EXPERIMENT: .*nested more than 200 deep/);
    await rm(join(sandbox.root, file));
  });

  it('in votes, a schema, a preset and the settings of an agent', async () => {
    await write('votes.json', objects);
    expect(await readVotes(join(sandbox.root, 'votes.json')).catch(told)).toMatch(SAID);
    await write('schema.json', storedOpenApi('lynx').replace('{', `{"x-deep":${objects},`));
    expect(await said('add_model', { endpoint_id: 'newcomer/lynx', from: 'schema.json' })).toMatch(
      /^BAD_OPENAPI: .*nested more than 200 deep/,
    );
    await write('.mcp.json', objects);
    const { stderr } = await typeLine(['install', 'claude', '--yes'], { root: sandbox.root });
    expect(stderr).toMatch(/CLIENT_CONFIG.*at most 200 levels/);
    await mkdir(join(sandbox.root, 'presets'));
    await write('presets/deep.fal-video.json', objects);
    expect(await said('list_models', {}).catch(told)).toMatch(SAID);
    await rm(join(sandbox.root, 'presets'), { recursive: true });
  });

  it('in a call of the library', async () => {
    const video = await sandbox.open();
    const deep: unknown = JSON.parse(objects);
    const start = video.start({
      model: 'hailuo-02-standard-i2v',
      prompt: 'x',
      image: 'hero.png',
      args: { deep },
    });
    await expect(start).rejects.toMatchObject({ code: expect.stringMatching(/^(?!INTERNAL)/) as string });
    expect(() => canonicalJson(deep)).toThrow(expect.objectContaining({ code: 'TOO_DEEP' }));
    expect(sandbox.simulator.books.accepted()).toEqual([]);
  });
});
