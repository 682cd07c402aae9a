import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { describe, expect, it } from 'vitest';
import { add, filesOf, newStore, shipped, TODAY } from '../../../test/support/add-model.ts';
import { describeRow } from '../../../test/support/describe-row.ts';
import { STORED, STORED_NAMES, storedOpenApi } from '../../../test/support/openapi.ts';
import { loadModels } from '../index.ts';
import { readModelData } from '../read-data.ts';
import { addModel } from './index.ts';
import type { TableRow } from './table-row.ts';

const store = newStore();
for (const name of STORED_NAMES) await add(name, store);
const presets = readModelData(shipped, store.own).presets.map((preset) => preset.read());
const models = loadModels(shipped, [], store.own);

describe.each(STORED_NAMES)('%s, added from its stored schema', (name) => {
  const preset = presets.find(({ endpoint_id }) => endpoint_id === STORED[name]);
  const rows = JSON.parse(readFileSync(join(store.tables, `${name}.json`), 'utf8')) as Record<
    string,
    TableRow
  >;
  const row = rows[name];
  if (preset === undefined || row === undefined) throw new Error(`${name} was not added`);

  describeRow(preset, row, presets);

  it('is found by its alias and its endpoint id, and takes its tasks against the catalog', () => {
    expect(models.get(name).endpoint_id).toBe(STORED[name]);
    expect(models.get(STORED[name]).alias).toBe(name);
    expect(models.resolve(name, row.task).arguments).toEqual(row.body);
  });

  it('is in files that prettier would leave as they are', async () => {
    for (const [file, text] of Object.entries(filesOf(store))) {
      const config = { parser: 'json', printWidth: 110 };
      expect(await format(text, config), file).toBe(text);
    }
  });

  it('stays byte for byte at a second run, today and next year', async () => {
    const before = filesOf(store);
    for (const today of [TODAY, '2027-11-21']) {
      const again = await add(name, store, { today });
      expect(again).toMatchObject({ status: 'unchanged', alias: name, files: [] });
      expect(again.note).toContain('byte for byte');
    }
    expect(filesOf(store)).toEqual(before);
  });

  it('is the same from the same schema in another folder', async () => {
    const other = newStore();
    await add(name, other);
    const [own, all] = [filesOf(other), filesOf(store)];
    expect(Object.keys(own)).toHaveLength(2);
    for (const [file, text] of Object.entries(own)) expect(all[file]).toBe(text);
  });

  it('holds none of the prose of its schema', () => {
    const written = Object.values(filesOf(store)).join('');
    const prose = [...storedOpenApi(name).matchAll(/"description": "([^"]{25,})"/g)].map(([, text]) => text);
    expect(prose.length).toBeGreaterThan(5);
    for (const text of prose) expect(written).not.toContain(text);
  });
});

it('the five pictures, lengths and switches went where their schemas have them', () => {
  const body = (model: string, task: Parameters<typeof models.resolve>[1]) =>
    models.resolve(model, { prompt: 'a walk', ...task }).arguments;
  const [A, Z] = ['https://example.com/a.png', 'https://example.com/z.png'];
  expect(body('marey-i2v', { duration: 10, inputs: { first_frame: [A] } })).toEqual({
    prompt: 'a walk',
    image_url: A,
    duration: '10s',
  });
  expect(body('vidu-q2-i2v-pro', { duration: 2, inputs: { first_frame: [A], last_frame: [Z] } })).toEqual({
    prompt: 'a walk',
    image_url: A,
    end_image_url: Z,
    duration: 2,
  });
  expect(body('lynx', { duration: 5, inputs: { first_frame: [A] } })).toEqual({
    prompt: 'a walk',
    image_url: A,
    num_frames: 81,
  });
  expect(body('ltx-2-t2v-fast', { duration: 8, audio: false })).toEqual({
    prompt: 'a walk',
    duration: 8,
    generate_audio: false,
  });
  expect(
    body('pixverse-v4.5-transition', { duration: 8, inputs: { first_frame: [A], last_frame: [Z] } }),
  ).toEqual({
    prompt: 'a walk',
    first_image_url: A,
    end_image_url: Z,
    duration: '8',
  });
});

it('a model that the catalog lacks is added whole, and the snapshot serves where there is no file', async () => {
  const own = newStore();
  const openapi = storedOpenApi('marey-i2v').replaceAll(
    'moonvalley/marey/i2v',
    'newcomer/app-2/image-to-video',
  );
  await addModel({ endpointId: 'newcomer/app-2/image-to-video', openapi, today: TODAY }, own);
  const known = loadModels(shipped, [], own.own);
  expect(known.get('app-2-i2v').arguments).toContainEqual({
    name: 'dimensions',
    type: 'string',
    required: false,
    allowed: ['1920x1080', '1080x1920', '1152x1152', '1536x1152', '1152x1536'],
    default: '1920x1080',
  });
  const again = await addModel({ endpointId: 'newcomer/app-2/image-to-video', openapi, today: TODAY }, own);
  expect(again.status).toBe('unchanged');
  const without = await addModel({ endpointId: 'newcomer/app-2/image-to-video', today: TODAY }, own);
  expect(without).toMatchObject({ status: 'unchanged', note: 'Its preset stands already.' });
  const plain = { endpointId: 'moonvalley/marey/t2v', today: TODAY };
  expect(await addModel(plain, own)).toMatchObject({ status: 'added', alias: 'marey-t2v' });
  expect(await addModel(plain, own)).toMatchObject({ status: 'unchanged' });
});

it('a checkout gets the preset under presets/ itself, and a model that ships stays as it is', async () => {
  const own = newStore();
  const shippedOne = { endpointId: 'fal-ai/pika/v2.2/image-to-video', today: TODAY };
  const answer = await addModel(shippedOne, own);
  expect(answer).toMatchObject({ status: 'unchanged', alias: 'pika-2.2-i2v', files: [] });
  expect(filesOf(own)).toEqual({});
});

it('another alias for a model that has one is not taken, and that is said', async () => {
  const own = newStore();
  await add('lynx', own);
  const { status, alias, note } = await add('lynx', own, { alias: 'my-lynx' });
  expect({ status, alias }).toEqual({ status: 'unchanged', alias: 'lynx' });
  expect(note).toContain(
    'It goes on being called lynx, not my-lynx. To have that one, remove presets/lynx.fal-video.json',
  );
  expect((await add('lynx', own, { alias: 'lynx' })).note).not.toContain('called');
  const shippedOne = { endpointId: 'fal-ai/pika/v2.2/image-to-video', alias: 'pika', today: TODAY };
  expect((await addModel(shippedOne, own)).note).toMatch(
    /did not write\. It goes on being called pika-2\.2-i2v, not pika\.$/,
  );
});

it('a preset that somebody changed is kept, and the difference is told', async () => {
  const own = newStore();
  const { files } = await add('lynx', own);
  const path = files.at(-1) ?? '';
  writeFileSync(path, readFileSync(path, 'utf8').replace('"Lynx"', '"My Lynx"'));
  const before = filesOf(own);
  expect((await add('lynx', own)).note).toContain('another one now');
  expect(filesOf(own)).toEqual(before);
});

/** What adding throws; it also looks that nothing was written. */
