import { Client } from '@modelcontextprotocol/client';
import { InMemoryTransport } from '@modelcontextprotocol/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { request } from '../../../test/support/requests.ts';
import { makeSandbox, type Sandbox } from '../../../test/support/sandbox.ts';
import { configurationError } from '../../errors.ts';
import { createServer } from '../create-server.ts';
import type { ToolContext } from '../define-tool.ts';

async function connect(context: ToolContext | Promise<ToolContext>): Promise<Client> {
  const [there, here] = InMemoryTransport.createLinkedPair();
  const client = new Client({ name: 'test', version: '1' });
  await Promise.all([createServer([], context).connect(there), client.connect(here)]);
  return client;
}

describe('the records of a project, as resources', () => {
  let sandbox: Sandbox;
  let client: Client;
  let jobId: string;
  beforeAll(async () => {
    sandbox = await makeSandbox();
    const video = await sandbox.open();
    const first = await video.generate(request({ experiment: 'walks', cell: 'cell_1' }));
    jobId = first.job_id;
    await video.generate(request({ prompt: 'the hero waves' }));
    client = await connect(video);
  });
  afterAll(async () => {
    await client.close();
    await sandbox.close();
  });

  const read = async (uri: string) => {
    const { contents } = await client.readResource({ uri });
    const [content] = contents as { text: string; mimeType: string }[];
    expect(content?.mimeType).toBe('application/json');
    return JSON.parse(content?.text ?? '') as Record<string, unknown>;
  };
  const complete = async (kind: string, value: string) => {
    const ref = { type: 'ref/resource' as const, uri: `fal-video://${kind}/{name}` };
    return (await client.complete({ ref, argument: { name: 'name', value } })).completion.values;
  };

  it('are listed, the newest first', async () => {
    const { resources } = await client.listResources();
    expect(resources.map(({ uri }) => uri)).toEqual([
      'fal-video://ledger',
      'ui://fal-video/job.html',
      'ui://fal-video/experiment.html',
      expect.stringMatching(/^fal-video:\/\/jobs\/job_/),
      `fal-video://jobs/${jobId}`,
      'fal-video://experiments/walks',
    ]);
    const { resourceTemplates } = await client.listResourceTemplates();
    expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual([
      'fal-video://jobs/{name}',
      'fal-video://experiments/{name}',
      'fal-video://presets/{name}',
      'fal-video://jobs/{job}/files/{file}',
      'fal-video://experiments/{name}/pictures/{id}',
      'fal-video://experiments/{name}/report',
    ]);
  });

  it('are read: ledger, job, experiment, preset', async () => {
    expect(await read('fal-video://ledger')).toMatchObject({ totals: { runs: 2, billed_usd: 1.344 } });
    expect(await read(`fal-video://jobs/${jobId}`)).toMatchObject({
      job_id: jobId,
      status: 'collected',
      times: { collected: expect.any(String) },
    });
    expect(await read('fal-video://experiments/walks')).toMatchObject({
      totals: { runs: 1 },
      jobs: [{ job_id: jobId, cell: 'cell_1' }],
      left: 0,
    });
    expect(await read('fal-video://presets/kling-v3-pro-i2v')).toMatchObject({
      alias: 'kling-v3-pro-i2v',
      default_run_usd: 0.672,
    });
  });

  it('are completed while they are typed', async () => {
    expect(await complete('jobs', jobId.slice(0, 10))).toEqual([jobId]);
    expect(await complete('experiments', 'w')).toEqual(['walks']);
    expect(await complete('presets', 'kling-v3')).toContain('kling-v3-pro-i2v');
    expect(await complete('presets', 'nothing-like-it')).toEqual([]);
  });

  it.each(['jobs/job_nope', 'experiments/none', 'presets/toString', 'jobs/..%2F..%2Fetc%2Fpasswd'])(
    'are not invented: %s',
    async (name) => {
      await expect(client.readResource({ uri: `fal-video://${name}` })).rejects.toMatchObject({
        code: -32602,
      });
    },
  );

  it('of a project that cannot be opened say why', async () => {
    const broken = Promise.reject(configurationError({ code: 'BAD_CONFIG', message: 'It is not JSON.' }));
    broken.catch(() => undefined);
    const other = await connect(broken);
    await expect(other.readResource({ uri: 'fal-video://ledger' })).rejects.toThrow(
      /BAD_CONFIG: It is not JSON/,
    );
    await other.close();
  });
});
