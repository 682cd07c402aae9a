import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packageRoot } from '../util/package-root.ts';
import { readModelData } from './read-data.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fal-video-presets-'));
  await cp(join(packageRoot, 'presets'), folder, { recursive: true });
});

afterEach(() => rm(folder, { recursive: true }));

/** Replaces a text in one of the files that ship. */
async function spoil(name: string, from: string, to: string): Promise<void> {
  const text = await readFile(join(folder, name), 'utf8');
  expect(text).toContain(from);
  await writeFile(join(folder, name), text.replace(from, to));
}

/** Families with endpoints that are not in the price list. */
const WITHOUT_PRICE = new Set(['flux', 'ideogram', 'luma', 'nano-banana', 'recraft', 'wan']);

describe('the data that ships', () => {
  it('is sound, and has a price for each preset but those of which none was seen', () => {
    const data = readModelData(folder);
    data.check();
    const { prices } = data;
    const presets = data.presets.map((preset) => preset.read());
    expect(presets.length).toBeGreaterThan(200);
    const without = presets.filter(({ endpoint_id }) => !prices.has(endpoint_id));
    expect(new Set(without.map(({ family }) => family))).toEqual(WITHOUT_PRICE);
  });
});

describe('a slip in the data is found, with file and field', () => {
  it.each([
    [
      'veo.json',
      '"default_seconds": 6',
      '"default_seconds": "6"',
      'veo.json: presets.0.duration.default_seconds',
    ],
    [
      'veo.json',
      '"default_seconds": 6',
      '"default_seconds": 7',
      'default_seconds: not one of duration.seconds',
    ],
    ['veo.json', '"notes"', '"remarks"', 'veo.json: presets.0: Unrecognized key: "remarks"'],
    ['veo.json', '"field": "image_url"', '"field": "image"', 'roles.first_frame.field: "image" is not among'],
    ['veo.json', '"resolution": "720p"', '"resolution": "720P"', 'defaults.resolution: resolution is "720P"'],
    ['veo.json', '"sound": "switch"', '"sound": "none"', 'presets.0.sound: must be "switch"'],
    [
      'veo.json',
      '"fal-ai/veo3.1/fast/image',
      '"https://fal-ai/veo3.1/fast/image',
      'presets.0.endpoint_id: not an endpoint id',
    ],
    [
      'veo.json',
      '"name": "resolution"',
      '"name": "size"',
      'presets.0.arguments.0: the catalog has no "size"',
    ],
    [
      'veo.json',
      '"like": "veo-3.1-fast-i2v"',
      '"like": "veo-9"',
      'presets.1.like: no preset "veo-9" stands before',
    ],
    ['veo.json', '"spelling": "digits-s"', '"spelling": "digit-s"', 'presets.0.duration'],
    ['veo.json', '"audio": "generate_audio"', '"audio": "sound"', 'fields.audio: "sound" is not among'],
    ['kling.json', '"min_side"', '"minimum_side"', 'limits.first_frame: Unrecognized key: "minimum_side"'],
    ['kling.json', '"limits": { "video"', '"limits": { "audio"', 'limits.audio: the preset has no "audio"'],
    ['wan.json', '"minimum": 17', '"minimum": 18', 'duration.seconds: num_frames is 17; at least 18'],
    ['kling.json', '"fields": ["prompt"', '"fields": ["promt"', 'rules.0: "promt" is not among'],
    ['kling.json', '"kind": "one_of"', '"kind": "one-of"', 'kling.json: presets.0.rules.0.kind'],
    ['prices.json', '"rate', '"rat', 'prices.json: prices.'],
    ['prices.json', '"kind": "tokens"', '"kind": "magic"', '.rule.kind'],
    ['veo.json', '{', '', 'veo.json: '],
    [
      'hailuo.json',
      '"hailuo-02-pro-i2v"',
      '"veo-3.1-fast-i2v"',
      'alias "veo-3.1-fast-i2v" stands there twice',
    ],
  ])('%s: %s becomes %s', async (name, from, to, message) => {
    await spoil(name, from, to);
    expect(() => readModelData(folder).check()).toThrow(message);
  });

  it('is a damaged record, not a mistake of the caller', async () => {
    await spoil('veo.json', '{', '');
    expect(() => readModelData(folder)).toThrow(
      expect.objectContaining({ fault: 'record', code: 'BAD_MODEL_DATA' }),
    );
  });
});
