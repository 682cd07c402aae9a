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
    const { data } = await hear(listModels, context, { text: 'hailuo-02-standard' });
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

  it('narrows by what a model can do', async () => {
    expect(await names({ duration: 8, audio: true })).toContain('veo-3.1-fast-i2v');
    expect(await names({ end_frame: true })).not.toContain('veo-3.1-fast-i2v');
    expect(await names({ max_price_usd: 0.3 })).not.toContain('kling-v3-pro-i2v');
    expect(await names({ family: 'kling' })).toContain('kling-v3-pro-i2v');
  });

  it('pages through all of them', async () => {
    const first = await hear(listModels, context, { limit: 2 });
    const rest = await names({ limit: 50, cursor: first.data['next_cursor'] });
    expect(rest).toHaveLength(models.list().length - 2);
  });

  it('says how to go on when nothing fits', async () => {
    const { data } = await hear(listModels, context, { text: 'no such model' });
    expect(data).toMatchObject({ models: [], next: expect.stringContaining('Drop a filter') });
  });
});
