import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FalVideo } from '../../src/fal-video.ts';
import { FAL_HOSTS } from '../../src/fal/index.ts';
import type { FaultRule } from '../../src/simulator/index.ts';
import { addModelTool } from '../../tools/add_model.ts';
import { estimateCost } from '../../tools/estimate_cost.ts';
import { getModel } from '../../tools/get_model.ts';
import { hear } from '../../test/support/agent.ts';
import { withNews } from '../../test/support/newer-models.ts';
import { ALL_FIVE, request } from '../../test/support/requests.ts';
import { makeSandbox, RICH, type Sandbox } from '../../test/support/sandbox.ts';
import { priceOf } from '../../test/support/price-of.ts';

/** What fal says of its models today, over a simulated Platform API on a real port. */

const NEWCOMER = 'fal-ai/newcomer/image-to-video';
const UNDOCUMENTED = 'fal-ai/undocumented/image-to-video';
const CHANGED = 'fal-ai/kling-video/v2.5-turbo/pro/image-to-video';
const DEPRECATED = 'fal-ai/kling-video/v2.1/master/image-to-video';
const HAILUO = 'fal-ai/minimax/hailuo-02/standard/image-to-video';
const TODAY = new Date().toISOString().slice(0, 10);

let sandbox: Sandbox;
let video: FalVideo;
beforeEach(async () => {
  sandbox = await makeSandbox({
    config: { ...RICH, unknown_price_ceiling_usd: 5 },
    simulator: { models: withNews },
  });
  video = await sandbox.open();
});
afterEach(() => sandbox.close());

const faults = (...rules: FaultRule[]) => sandbox.simulator.setFaults({ rules });
const cached = async () => JSON.parse(await readFile(video.project.paths.catalogLive, 'utf8')) as unknown;
const writeCache = async (text: string) => {
  const { catalogLive } = video.project.paths;
  await mkdir(dirname(catalogLive), { recursive: true });
  await writeFile(catalogLive, text);
};

describe('an endpoint that neither presets nor snapshot know', () => {
  it('is looked up at fal when a job names it, and runs to a video', async () => {
    const task = request({ model: NEWCOMER, duration: 4, resolution: '720p' });
    const { quote_id, estimate } = await priceOf(video, task);
    // Nobody has told its price, and a price is never guessed.
    expect(estimate.high).toBeNull();
    const job = await video.generate(task, { quote_id });
    expect(job).toMatchObject({ state: 'collected', plan: { endpoint_id: NEWCOMER } });
    expect(job.sent_arguments).toMatchObject({
      duration: 4,
      resolution: '720p',
      prompt: 'the hero walks in place',
    });
    expect(job.outputs).toHaveLength(1);
    expect(job.bill?.micros).toBe(sandbox.simulator.books.totalMicros());
  });

  it('is checked by its live schema before anything is sent', async () => {
    await expect(priceOf(video, request({ model: NEWCOMER, duration: 7 }))).rejects.toMatchObject({
      code: 'INVALID_DURATION',
    });
    await expect(priceOf(video, request({ model: NEWCOMER, args: { seed: -1 } }))).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
    expect(sandbox.simulator.books.accepted()).toEqual([]);
  });

  it('is kept in the project with its time, and known without fal from then on', async () => {
    await hear(getModel, video, { model: NEWCOMER });
    expect(await cached()).toMatchObject({
      version: 1,
      entries: [{ read_at: expect.stringContaining(TODAY), entry: { endpoint_id: NEWCOMER, as_of: TODAY } }],
    });
    const offline = await sandbox.open();
    faults({ call: 'models', kind: '500' });
    const { data } = await hear(getModel, offline, { model: NEWCOMER });
    expect(data).toMatchObject({
      durations: [4, 5],
      tasks: ['image-to-video', 'first-last-frame'],
      end_frame: true,
      notes: expect.arrayContaining([`Not in the snapshot: looked up at fal on ${TODAY}.`]),
    });
    expect(offline.models.list({ text: 'newcomer' })).toMatchObject([{ licence: 'commercial' }]);
    expect(JSON.stringify(await cached())).not.toContain('Simulated: ');
  });

  it('is asked for once by calls that come together', async () => {
    // A second call of fal would fail, and be told.
    faults({ call: 'models', kind: '404', nth: 2 });
    const quotes = [1, 2, 3].map(() => priceOf(video, request({ model: NEWCOMER })));
    await expect(Promise.all(quotes)).resolves.toHaveLength(3);
    await expect(priceOf(video, request({ model: NEWCOMER }))).resolves.toBeDefined();
  });

  it('whose schema fal cannot expand takes its own arguments, unchecked, and says so', async () => {
    const { data } = await hear(getModel, video, { model: UNDOCUMENTED });
    expect(data['notes']).toContainEqual(expect.stringContaining('expansion_failed'));
    await expect(priceOf(video, request({ model: UNDOCUMENTED }))).rejects.toMatchObject({
      code: 'UNKNOWN_ARGUMENTS',
    });
    const extra = { image_url: 'https://example.com/a.png' };
    const planned = await priceOf(video, { model: UNDOCUMENTED, args: extra });
    expect(planned.arguments).toEqual(extra);
  });

  it('and that fal does not know either is unknown, with the nearest names', async () => {
    const { text } = await hear(estimateCost, video, { model: `${HAILUO}s`, prompt: 'x' });
    expect(text).toMatch(
      /^UNKNOWN_MODEL: .*hailuo-02\/standard\/image-to-video.*fal does not know it either/s,
    );
    // Not asked again at once.
    faults({ call: 'models', kind: '500' });
    const again = await hear(estimateCost, video, { model: `${HAILUO}s`, prompt: 'x' });
    expect(again.text).toContain('fal does not know it either');
  });

  it('says that looking it up failed, and why', async () => {
    faults({ call: 'models', kind: '401' });
    const { text, isError } = await hear(getModel, video, { model: NEWCOMER });
    expect(isError).toBe(true);
    expect(text).toMatch(/^UNKNOWN_MODEL: .*Looking it up at fal failed: .*key/s);
  });

  it('says without a key that a key would let it be looked up, and asks nobody', async () => {
    const keyless = await sandbox.open({ hosts: FAL_HOSTS });
    await expect(priceOf(keyless, request({ model: NEWCOMER }))).rejects.toMatchObject({
      code: 'UNKNOWN_MODEL',
      message: expect.stringContaining('With a fal key it would be looked up.') as string,
      next: { text: expect.stringContaining('FAL_KEY') as string },
    });
  });
});

describe('a live schema that disagrees with the snapshot', () => {
  const task = request({ model: CHANGED });

  it('wins, and get_model says since when and where', async () => {
    const before = await priceOf(video, { ...task, duration: 10 });
    expect(before.arguments).toMatchObject({ duration: '10' });
    await video.catalog.refresh([CHANGED]);
    await expect(priceOf(video, { ...task, duration: 10 })).rejects.toMatchObject({
      code: 'INVALID_DURATION',
      message: expect.stringContaining('5, 15') as string,
    });
    const planned = await priceOf(video, { ...task, duration: 15 });
    expect(planned).toMatchObject({
      model_alias: expect.any(String) as string,
      arguments: { duration: '15' },
    });
    const { data } = await hear(getModel, video, { model: CHANGED });
    const note = data['notes'].find((each) => each.includes(`live schema of ${TODAY}`)) ?? '';
    expect(note).toMatch(
      /camera is new.*duration: enum was \["5","10"\], is \["5","15"\].*tail_image_url is gone/,
    );
    expect(data['durations']).toEqual([5, 15]);
  });

  it('refuses a picture in a role that is gone, with models that have it', async () => {
    await video.catalog.refresh([CHANGED]);
    await expect(priceOf(video, { ...task, end_image: 'hero.png' })).rejects.toMatchObject({
      code: 'UNSUPPORTED_INPUT',
    });
  });
});

describe('what fal says of an endpoint, with fields that may be null', () => {
  const learnt = ({ models }: FalVideo, model: string) => {
    const { inputs, words, durations, tasks, arguments: docs } = models.get(model);
    const named = docs.map(({ name, type, required, allowed, default: standard }) => ({
      [name]: { type, required, allowed, standard },
    }));
    return { inputs, words, durations, tasks, named };
  };

  it('maps the same by looking it up and by adding the model', async () => {
    await video.catalog.refresh([NEWCOMER]);
    const live = learnt(video, NEWCOMER);
    expect(live).toMatchObject({
      inputs: [
        { role: 'first_frame', argument: 'image_url', required: true },
        { role: 'last_frame', argument: 'end_image_url', required: false },
      ],
      words: { prompt: 'prompt', resolution: 'resolution', seed: 'seed' },
      durations: [4, 5],
    });
    const { data } = await hear(addModelTool, video, { endpoint_id: NEWCOMER, alias: 'newcomer' });
    expect(data).toMatchObject({ status: 'added', model: 'newcomer' });
    // The preset alone, without what was looked up.
    await rm(video.project.paths.catalogLive);
    expect(learnt(await sandbox.open(), 'newcomer')).toEqual(live);
    const task = request({
      model: 'newcomer',
      image: 'hero.png',
      end_image: 'hero.png',
    });
    const asPreset = await priceOf(video, task);
    expect(asPreset.arguments).toMatchObject({ end_image_url: expect.stringMatching(/^file:/) });
  });

  it('is written down as a simulator’s when it is', async () => {
    const { data } = await hear(addModelTool, video, { endpoint_id: NEWCOMER });
    const [file = ''] = data['files'];
    expect(await readFile(join(sandbox.root, file), 'utf8')).toContain("a simulator's document, not fal's");
  });

  it('is asked again by nobody where fal has no document: the snapshot speaks, or it cannot be added', async () => {
    const { text } = await hear(addModelTool, video, { endpoint_id: UNDOCUMENTED });
    expect(text).toMatch(/^NO_SCHEMA: /);
  });
});

describe('a model that fal lists as deprecated', () => {
  it('is retired with the day, refused with another named, and runs for who insists', async () => {
    const { read } = await video.catalog.refresh([DEPRECATED]);
    expect(read[0]?.changes).toContain(`fal lists it as deprecated since ${TODAY}`);
    const task = request({ model: DEPRECATED });
    await expect(priceOf(video, task)).rejects.toMatchObject({
      code: 'RETIRED_MODEL',
      message: expect.stringContaining(TODAY) as string,
      next: { text: expect.stringMatching(/^Use kling-\S+ instead/) as string },
    });
    await writeFile(
      join(sandbox.root, 'fal-video.config.json'),
      JSON.stringify({ ...RICH, allow_retired: [DEPRECATED] }),
    );
    await expect(priceOf(await sandbox.open(), task)).resolves.toBeDefined();
    expect(video.models.get(DEPRECATED).status).toBe('retired');
  });
});

describe('refreshing', () => {
  it('reads several at once, a bad id among them, and tells each apart', async () => {
    const report = await video.catalog.refresh([
      HAILUO,
      'fal-ai/no-such',
      UNDOCUMENTED,
      NEWCOMER,
      CHANGED,
      DEPRECATED,
    ]);
    expect(report.read.map(({ endpoint_id }) => endpoint_id)).toEqual([
      HAILUO,
      NEWCOMER,
      CHANGED,
      DEPRECATED,
    ]);
    expect(report.failed).toEqual([
      { endpoint_id: UNDOCUMENTED, problem: expect.stringContaining('expansion_failed') as string },
    ]);
    expect(report).toMatchObject({ missing: ['fal-ai/no-such'], unheard: [] });
  });

  it('again finds nothing changed', async () => {
    await video.catalog.refresh([CHANGED, DEPRECATED]);
    const { read } = await video.catalog.refresh([CHANGED, DEPRECATED]);
    expect(read.map(({ changes }) => changes)).toEqual([[], []]);
  });

  it('without names reads all that are not retired, tells how far it is and what fal has beside', async () => {
    const all = video.models.list().filter(({ status }) => status !== 'retired').length;
    const parts: [number, number][] = [];
    const report = await video.catalog.refresh(undefined, (done, of) => parts.push([done, of]));
    expect(report.read.length).toBeGreaterThanOrEqual(7);
    expect(report.read.length + report.failed.length + report.missing.length).toBe(all);
    expect(report.unheard).toEqual(expect.arrayContaining([NEWCOMER, UNDOCUMENTED]));
    expect(report.unheard).not.toContain(HAILUO);
    expect(parts.slice(0, 2)).toEqual([
      [25, all],
      [50, all],
    ]);
    expect(parts.at(-1)).toEqual([all, all]);
  });

  it('that was interrupted goes on where it was, also in another process', async () => {
    await video.catalog.refresh([HAILUO, CHANGED]);
    const other = await sandbox.open();
    const all = other.models.list().filter(({ status }) => status !== 'retired').length;
    const asked: string[] = [];
    const report = await other.catalog.refresh(undefined, (done, of) => asked.push(`${done}/${of}`));
    expect(report.fresh).toBe(2);
    expect(asked.at(-1)).toBe(`${all - 2}/${all - 2}`);
    expect(report.read.map(({ endpoint_id }) => endpoint_id)).not.toContain(HAILUO);
    // Named ones are asked again.
    expect((await other.catalog.refresh([HAILUO])).read).toHaveLength(1);
  });

  it('gives a model the day on which fal was asked', async () => {
    expect(video.models.get(HAILUO).as_of).not.toBe(TODAY);
    await video.catalog.refresh([HAILUO]);
    expect(video.models.get(HAILUO).as_of).toBe(TODAY);
  });

  it('waits when fal asks to slow down', async () => {
    faults({ call: 'models', kind: '429', times: 2 });
    expect((await video.catalog.refresh([HAILUO])).read).toHaveLength(1);
  });

  it('leaves all five models of the comparison as they were: their tasks resolve to the same arguments', async () => {
    const ask = () => Promise.all(ALL_FIVE.map((model) => priceOf(video, request({ model }))));
    const before = await ask();
    await video.catalog.refresh(ALL_FIVE);
    const after = await ask();
    const argumentsOf = (quotes: typeof before) => quotes.map((each) => each.arguments);
    expect(argumentsOf(after)).toEqual(argumentsOf(before));
  });

  it('of two processes at once loses nobody’s entries', async () => {
    const other = await sandbox.open();
    await Promise.all([video.catalog.refresh([HAILUO]), other.catalog.refresh([CHANGED])]);
    const third = await sandbox.open();
    expect(third.models.schemas(HAILUO).source).toBe("fal's Platform API");
    expect(third.models.schemas(CHANGED).source).toBe("fal's Platform API");
  });
});

describe('a cache file', () => {
  it.each([
    [
      'cut in half',
      async () => {
        await video.catalog.refresh([NEWCOMER]);
        const text = JSON.stringify(await cached());
        return text.slice(0, text.length / 2);
      },
    ],
    ['of another version', () => Promise.resolve('{"version": 7, "entries": []}')],
    ['that is somebody else’s', () => Promise.resolve('[1, 2, 3]')],
    [
      'with an endpoint that leaves the host',
      () =>
        Promise.resolve(
          JSON.stringify({
            version: 1,
            entries: [
              { read_at: '2026-11-21T00:00:00Z', entry: { endpoint_id: 'a/../b', as_of: '2026-11-21' } },
            ],
          }),
        ),
    ],
  ])('%s is told and ignored, and written anew', async (_, text) => {
    await writeCache(await text());
    const after = await sandbox.open();
    expect(after.catalog.problem()).toContain('is ignored');
    const { data } = await hear(getModel, after, { model: 'hailuo-02-standard-i2v' });
    expect(data['notes']).toContainEqual(expect.stringContaining('catalog-live.json'));
    await after.catalog.refresh([NEWCOMER]);
    expect(after.catalog.problem()).toBeNull();
    expect((await sandbox.open()).catalog.problem()).toBeNull();
  });

  it('whose schema was spoiled by hand says how to fix it', async () => {
    await video.catalog.refresh([NEWCOMER]);
    const text = JSON.stringify(await cached()).replace('"maximum":2147483647', '"maximum":"much"');
    await writeCache(text);
    const after = await sandbox.open();
    await expect(priceOf(after, request({ model: NEWCOMER }))).rejects.toMatchObject({
      code: 'BAD_SCHEMA',
      fault: 'record',
      next: { text: expect.stringContaining(`models refresh ${NEWCOMER}`) as string },
    });
  });

  it('that cannot be written is no obstacle: what fal said counts for this process', async () => {
    await mkdir(video.project.paths.catalogLive, { recursive: true });
    await expect(priceOf(video, request({ model: NEWCOMER }))).resolves.toBeDefined();
    expect(video.catalog.problem()).toContain('could not be kept');
  });
});
