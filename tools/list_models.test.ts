import { describe, expect, it } from 'vitest';
import { loadModels } from '../src/models/index.ts';
import type { ToolContext } from '../src/server/define-tool.ts';
import { hear } from '../test/support/agent.ts';
import { listModels } from './list_models.ts';

const models = loadModels();
const context = { models } as ToolContext;
const names = async (args: object) => {
  const { data } = await hear(listModels, context, args);
  return (data['models'] as { model: string }[]).map(({ model }) => model);
};

describe('list_models', () => {
  it('shows each model with its price in words and figures', async () => {
    const { data } = await hear(listModels, context, { text: 'hailuo-02-standard-i2v' });
    expect(data['models']).toMatchObject([
      {
        model: 'hailuo-02-standard-i2v',
        endpoint_id: 'fal-ai/minimax/hailuo-02/standard/image-to-video',
        durations: [6, 10],
        price: expect.stringContaining('$'),
        default_run_usd: 0.27,
      },
    ]);
  });

  it('narrows by what a model can do and costs', async () => {
    const i2v = { task: 'image-to-video', presets_only: true, limit: 50 };
    expect(await names({ ...i2v, family: 'veo', duration: 8, audio: true })).toContain('veo-3.1-fast-i2v');
    expect(await names({ ...i2v, family: 'veo', end_frame: true })).not.toContain('veo-3.1-fast-i2v');
    expect(await names({ ...i2v, family: 'kling', max_price_usd: 0.3 })).not.toContain('kling-v3-pro-i2v');
    expect(await names({ ...i2v, family: 'kling' })).toContain('kling-v3-pro-i2v');
    expect(await names({ ...i2v, family: 'hailuo', max_price_per_second_usd: 0.05 })).toContain(
      'hailuo-02-standard-i2v',
    );
  });

  it('pages through all of them, each once', async () => {
    const seen: string[] = [];
    let cursor: unknown;
    do {
      const { data } = await hear(listModels, context, {
        limit: 50,
        ...(cursor === undefined ? {} : { cursor }),
      });
      seen.push(...(data['models'] as { endpoint_id: string }[]).map(({ endpoint_id }) => endpoint_id));
      cursor = data['next_cursor'] ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(models.list().map(({ endpoint_id }) => endpoint_id));
  });

  it('says of two hundred endpoints for image-to-video what they take, and of the rest how to learn it', async () => {
    const task = 'image-to-video';
    const rows: { endpoint_id: string; arguments: string[] | null; arguments_note?: string }[] = [];
    let cursor: unknown;
    do {
      const { data } = await hear(listModels, context, {
        task,
        detail: 'full',
        limit: 50,
        ...(cursor === undefined ? {} : { cursor }),
      });
      rows.push(...(data['models'] as typeof rows));
      cursor = data['next_cursor'] ?? undefined;
    } while (cursor !== undefined);
    const known = rows.filter((row) => row.arguments !== null && row.arguments.length > 0);
    expect(known.length).toBeGreaterThanOrEqual(200);
    const others = rows.filter((row) => !known.includes(row));
    expect(others.map((row) => row.arguments)).toEqual(others.map(() => null));
    for (const { endpoint_id, arguments_note } of others) {
      expect(arguments_note).toContain(`models refresh ${endpoint_id}`);
    }
    const partial = rows.find(
      ({ endpoint_id }) => endpoint_id === 'bytedance/seedance-2.0/us/image-to-video',
    );
    expect(partial).toMatchObject({
      arguments: ['resolution'],
      arguments_note: expect.stringContaining('Not all'),
    });
  });

  it('names the arguments when all is asked for', async () => {
    const { data } = await hear(listModels, context, { text: 'kling-v3-pro-i2v', detail: 'full' });
    expect(data['models']).toMatchObject([
      { arguments: expect.arrayContaining(['start_image_url*', 'duration']) },
    ]);
  });

  it('says how to go on when nothing fits', async () => {
    const { data } = await hear(listModels, context, { text: 'no such model' });
    expect(data).toMatchObject({ models: [], next: expect.stringContaining('Drop a filter') });
  });
});
