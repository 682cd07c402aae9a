import { describe, expect, it } from 'vitest';
import { loadModels } from '../src/models/index.ts';
import type { ToolContext } from '../src/server/define-tool.ts';
import { hear } from '../test/support/agent.ts';
import { makeSandbox } from '../test/support/sandbox.ts';
import { estimateCost } from './estimate_cost.ts';
import { systemClock } from '../src/util/clock.ts';
import type { AnswerOf } from './index.ts';
import { listModels } from './list_models.ts';

const models = loadModels();
const context = { models, clock: systemClock } as ToolContext;
type Row = AnswerOf<'list_models'>['models'][number];
/** Every page together, and the words of the last. */
async function all(args: object) {
  const rows: Row[] = [];
  let cursor: string | null | undefined;
  for (;;) {
    const { data } = await hear(listModels, context, { limit: 50, ...args, cursor });
    rows.push(...data.models);
    cursor = data.next_cursor;
    if (cursor === null) return { rows, summary: data.summary, next: data.next };
  }
}
const isRetired = ({ status }: Row) => status === 'retired';
const names = async (args: object) => {
  const { data } = await hear(listModels, context, args);
  return data.models.map(({ model }) => model);
};

describe('list_models', () => {
  it('shows each model with its price in words and figures', async () => {
    const { data } = await hear(listModels, context, { text: 'hailuo-02-standard-i2v' });
    expect(data['models']).toMatchObject([
      {
        model: 'hailuo-02-standard-i2v',
        endpoint_id: 'fal-ai/minimax/hailuo-02/standard/image-to-video',
        seconds: '6, 10',
        price: expect.stringContaining('$'),
        price_usd: 0.27,
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
    const { rows } = await all({});
    const ids = (those: readonly { endpoint_id: string }[]) => those.map(({ endpoint_id }) => endpoint_id);
    expect(ids(rows).toSorted()).toEqual(ids(models.list()).toSorted());
  });

  it('shows the price of what was asked, cheapest first, those of unknown price after', async () => {
    const { rows, summary, next } = await all({ task: 'image-to-video', duration: 10, audio: false });
    const fits = rows.filter((row) => !isRetired(row));
    const figures = fits.map(({ price_usd }) => price_usd ?? Infinity);
    expect(figures).toEqual(figures.toSorted((a, b) => a - b));
    expect(fits).toContainEqual(
      expect.objectContaining({ model: 'kling-v3-pro-i2v', seconds: '3–15', price_usd: 1.12 }),
    );
    expect(summary).toContain('Prices are for 10 s, silent.');
    expect(next).toContain('estimate_cost {"task":"image-to-video","duration":10,"audio":false}');
  });

  it('shows the same prices as estimate_cost', async () => {
    const sandbox = await makeSandbox();
    try {
      const video = await sandbox.open();
      const wish = { task: 'image-to-video', duration: 8, resolution: '1080p', audio: false };
      const { data } = await hear(estimateCost, video, { ...wish, limit: 2000 });
      const quoted = new Map(data.prices.map((row) => [row.model, row]));
      const { rows } = await all(wish);
      const both = rows.filter(({ model, price_usd }) => price_usd !== null && quoted.has(model));
      expect(both.length).toBeGreaterThan(15);
      expect(both.map(({ model, price_usd }) => [model, price_usd])).toEqual(
        both.map(({ model }) => [model, quoted.get(model)?.expected_usd]),
      );
    } finally {
      await sandbox.close();
    }
  });

  it('leaves out what cannot do all that was asked together', async () => {
    // Full HD of Veo 3.1 lasts eight seconds, no less.
    const veo = { task: 'image-to-video', family: 'veo', presets_only: true, limit: 50 };
    expect(await names({ ...veo, duration: 4 })).toContain('veo-3.1-lite-i2v');
    const together = await names({ ...veo, duration: 4, resolution: '4k' });
    for (const model of together) {
      const task = { kind: 'image-to-video', duration: 4, resolution: '4k', prompt: 'x' } as const;
      const inputs = { first_frame: ['https://example.com/a.png'] };
      expect(() => models.resolve(model, { ...task, inputs })).not.toThrow();
    }
  });

  it('with audio false lists what can be silent, with a switch too, and nothing that always sounds', async () => {
    const { rows } = await all({ task: 'image-to-video', audio: false });
    const sounds = new Set(rows.map(({ sound }) => sound));
    expect(sounds).toEqual(new Set(['none', 'switch']));
    const listed = rows.map(({ model }) => model);
    expect(listed).toContain('kling-v3-pro-i2v');
    expect(listed).not.toContain('kling-v4-i2v');
    const loud = await all({ task: 'image-to-video', audio: true });
    expect(new Set(loud.rows.map(({ sound }) => sound))).toEqual(new Set(['always', 'switch']));
  });

  it('lists what cuts one clip into several shots', async () => {
    const { rows } = await all({ several_shots: true });
    expect(rows.map(({ model }) => model)).toEqual(
      expect.arrayContaining(['kling-v3-pro-i2v', 'wan-2.6-i2v', 'pixverse-v6-i2v']),
    );
    expect(rows.filter(({ several_shots }) => several_shots !== true)).toEqual([]);
  });

  it('takes a false that only says that it does not matter', async () => {
    const wish = { task: 'image-to-video', family: 'kling', limit: 50 };
    const anyway = { presets_only: false, end_frame: false, several_shots: false };
    expect(await names({ ...wish, ...anyway })).toEqual(await names(wish));
  });

  it('tells retired models last, and counts them as no fit', async () => {
    const { rows, summary } = await all({ text: 'sora' });
    const fits = rows.filter((row) => !isRetired(row));
    expect(rows.map(isRetired)).toEqual(rows.map((_, index) => index >= fits.length));
    expect(rows.filter(isRetired).length).toBeGreaterThan(3);
    expect(rows.filter(isRetired).map(({ price_usd }) => price_usd)).not.toContainEqual(expect.any(Number));
    expect(summary).toContain(`Models that fit: ${fits.length},`);
    expect(summary).toMatch(/; after them \d+ that fal has retired\./);
  });

  it('by age begins with the newest: by the day fal put it up, else by version', async () => {
    const kling = { text: 'kling', task: 'image-to-video', presets_only: true, sort: 'newest' };
    const [first = '', ...rest] = await names(kling);
    expect(first).toBe('kling-v4-i2v');
    expect(rest.slice(0, 5).every((name) => /-[vo]3-/.test(name))).toBe(true);
    const fresh = loadModels(undefined, [
      { endpoint_id: 'fal-ai/kling-video/v1.6/pro/image-to-video', added: '2026-11-01', as_of: '2026-11-21' },
    ]);
    const { data } = await hear(listModels, { ...context, models: fresh }, kling);
    expect(data.models[0]).toMatchObject({
      model: 'kling-v1.6-pro-i2v',
      released: '2026-11-01',
    });
  });

  it('takes a number for a version: "kling 3" is not o3', async () => {
    const found = await names({ text: 'kling 3', limit: 50 });
    expect(found).toContain('kling-v3-pro-i2v');
    expect(found.filter((name) => name.includes('o3'))).toEqual([]);
  });

  it('holds the price of what was asked under a cap, and that of its second', async () => {
    const wish = { task: 'image-to-video', family: 'kling', duration: 10, limit: 50 };
    const dear = await names({ ...wish, max_price_usd: 2 });
    expect(dear).toContain('kling-v3-pro-i2v');
    expect(await names({ ...wish, max_price_usd: 1 })).not.toContain('kling-v3-pro-i2v');
    expect(await names({ ...wish, max_price_per_second_usd: 0.112 })).toContain('kling-v3-pro-i2v');
    expect(await names({ ...wish, max_price_per_second_usd: 0.11 })).not.toContain('kling-v3-pro-i2v');
  });

  it('says of two hundred endpoints for image-to-video what they take, and of the rest how to learn it', async () => {
    const { rows } = await all({ task: 'image-to-video', detail: 'full' });
    const known = rows.filter((row) => (row.arguments ?? []).length > 0);
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
    expect(data).toMatchObject({ models: [], next: 'list_models shows all: a filter fits none.' });
  });
});
