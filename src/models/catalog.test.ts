import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packageRoot } from '../util/package-root.ts';
import { checkCatalog, readCatalog, wholeSchema } from './catalog.ts';
import { isEndpointId } from '../util/endpoint-id.ts';

const shipped = join(packageRoot, 'presets');
const catalog = readCatalog(shipped);

describe('the snapshot that ships', () => {
  it('is what its script makes of the installed @fal-ai/client, to the byte', async () => {
    const script = join(packageRoot, 'dist/scripts/build-catalog.js');
    await expect(promisify(execFile)(process.execPath, [script, '--check'])).resolves.toEqual({
      stdout: '',
      stderr: '',
    });
  });

  it('is sound in every entry', () => {
    expect(() => checkCatalog(shipped)).not.toThrow();
  });

  it('has every image and video endpoint once, sorted, each with an id that can be called', () => {
    const ids = [...catalog.entries.keys()];
    expect(ids.length).toBeGreaterThan(1000);
    expect(ids).toEqual([...ids].toSorted());
    expect(ids.filter((id) => !isEndpointId(id))).toEqual([]);
  });

  it('names a successor for every retired endpoint, and the successor is there and active', () => {
    const retired = [...catalog.entries.values()].flatMap(({ status }) =>
      status?.state === 'retired' ? [status.successor ?? 'none'] : [],
    );
    expect(retired.length).toBeGreaterThan(5);
    expect(retired.filter((id) => catalog.entries.get(id)?.status?.state === 'retired')).toEqual([]);
    expect(retired.filter((id) => !catalog.entries.has(id))).toEqual([]);
  });

  it('has all nested types that its schemas refer to', () => {
    const asked = new Set(
      [...JSON.stringify([...catalog.entries.values()]).matchAll(/#\/definitions\/(\w+)/g)].map(
        ([, name]) => name,
      ),
    );
    expect([...asked].filter((name) => !Object.hasOwn(catalog.definitions, name ?? ''))).toEqual([]);
  });

  it('keeps the default of an argument inside its values and bounds', () => {
    const broken = [...catalog.entries.values()].flatMap(({ endpoint_id, input }) =>
      Object.entries(input?.properties ?? {}).flatMap(
        ([name, { enum: values, default: standard, ...rest }]) => {
          if (standard === undefined) return [];
          const outside =
            (values !== undefined && !values.includes(standard)) ||
            Number(standard) < (rest.minimum ?? Number.NEGATIVE_INFINITY) ||
            Number(standard) > (rest.maximum ?? Number.POSITIVE_INFINITY);
          return outside ? [`${endpoint_id} ${name}`] : [];
        },
      ),
    );
    expect(broken).toEqual([]);
  });

  it.each([
    [
      'fal-ai/kling-video/v3/pro/image-to-video',
      ['3', '4', '5', '6', '7', '8', '9', '10', '11', '12', '13', '14', '15'],
    ],
    ['fal-ai/sora-2/image-to-video', [4, 8, 12, 16, 20]],
    ['fal-ai/ltx-2.3/image-to-video', [6, 8, 10]],
    ['fal-ai/minimax/hailuo-2.3/standard/image-to-video', ['6', '10']],
    ['fal-ai/veo3.1/image-to-video', ['4s', '6s', '8s']],
  ])('spells the seconds of %s as fal does', (id, values) => {
    expect(catalog.entries.get(id)?.input?.properties?.['duration']?.enum).toEqual(values);
  });
});

describe('a schema as a document of its own', () => {
  it('brings the nested types along, and only those', () => {
    const entry = catalog.entries.get('fal-ai/kling-video/v3/pro/image-to-video');
    if (entry?.input === undefined) throw new Error('it is gone');
    const { definitions } = wholeSchema(catalog, entry, entry.input);
    expect(Object.keys(definitions ?? {}).toSorted()).toEqual([
      'KlingV3ComboElementInput',
      'KlingV3MultiPromptElement',
    ]);
  });
});

describe('a damaged snapshot', () => {
  let folder = '';

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fal-video-catalog-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  it.each([0, 1, 5000, 700_000])('cut after %i characters is refused by name', async (length) => {
    const text = await readFile(join(shipped, 'catalog.json'), 'utf8');
    await writeFile(join(folder, 'catalog.json'), text.slice(0, length));
    expect(() => readCatalog(folder)).toThrow(
      expect.objectContaining({
        fault: 'record',
        code: 'BAD_MODEL_DATA',
        message: expect.stringContaining('presets/catalog.json: '),
      }),
    );
  });

  it('with a wrong member is refused by its place', async () => {
    const text = await readFile(join(shipped, 'catalog.json'), 'utf8');
    await writeFile(join(folder, 'catalog.json'), text.replace('"medium":"video"', '"medium":"film"'));
    expect(() => readCatalog(folder)).toThrow('presets/catalog.json: endpoints.0.medium: ');
  });

  it('that is missing is refused by name', () => {
    expect(() => readCatalog(folder)).toThrow('presets/catalog.json: ENOENT');
  });
});
