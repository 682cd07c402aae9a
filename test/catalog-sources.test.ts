import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { mergeInput } from '../scripts/catalog/merge-input.ts';
import { withFacts } from '../scripts/catalog/page-facts.ts';
import { recordedById } from '../scripts/catalog/recorded.ts';
import { takeRefreshed, withRefreshed } from '../scripts/catalog/refreshed.ts';
import { reportOf } from '../scripts/catalog/report.ts';
import { type Choose, type Settler, settler } from '../scripts/catalog/settle.ts';
import type { Decision, Schema } from '../scripts/catalog/source-files.ts';
import { type CatalogEntry, readCatalog } from '../src/models/catalog.ts';
import type { LiveEntry } from '../src/models/live/merge-live.ts';
import { packageRoot } from '../src/util/package-root.ts';

const run = promisify(execFile);
const input = (properties: Record<string, Schema>, required: string[] = []) => ({
  type: 'object',
  properties,
  ...(required.length > 0 ? { required } : {}),
});
const newest: Choose = () => 'newer';

describe('two descriptions of one input', () => {
  it('take from the older what only it knows: defaults, bounds, a list of one, whole numbers', () => {
    const older = input({
      seed: { type: 'integer' },
      audio: { type: 'boolean', default: false },
      steps: { type: 'integer', default: 4, minimum: 1, maximum: 12 },
      resolution: { type: 'string', enum: ['480p'], default: '480p' },
    });
    const newer = input({
      seed: { type: 'number' },
      audio: { type: 'boolean' },
      steps: { type: 'number', default: 4 },
      resolution: { type: 'string', default: '480p' },
      fresh: { type: 'string' },
    });
    expect(mergeInput(older, newer, () => expect.unreachable())).toEqual({
      input: input({ ...older.properties, fresh: { type: 'string' } }),
      fromOlder: ['seed', 'audio', 'steps', 'resolution'],
    });
  });

  it('are asked about wherever both speak: values, bounds, duties, and a field that is gone', () => {
    const asked: string[] = [];
    const choose: Choose = ({ field, fact }) => {
      asked.push(`${field}.${fact}`);
      return field === 'steps' || field === 'gone' ? 'older' : 'newer';
    };
    const older = input(
      { steps: { type: 'integer', default: 4 }, size: { type: 'string', enum: ['a'] }, gone: {}, prompt: {} },
      ['prompt'],
    );
    const newer = input({
      steps: { type: 'integer', default: 28 },
      size: { type: 'string', enum: ['a', 'b'] },
      prompt: {},
    });
    const merged = mergeInput(older, newer, choose);
    expect(asked).toEqual(['steps.default', 'size.enum', 'gone.field', 'prompt.required']);
    expect(merged.input).toEqual(
      input({
        steps: { type: 'integer', default: 4 },
        size: { type: 'string', enum: ['a', 'b'] },
        prompt: {},
        gone: {},
      }),
    );
  });

  it('ask about a new field only where the newer one is borrowed from a sibling', () => {
    const newer = input({ avatar_id: { type: 'string' } });
    expect(mergeInput(input({}), newer, () => 'older').input).toEqual(newer);
    expect(mergeInput(input({}), newer, () => 'older', { borrowed: true }).input).toEqual(input({}));
  });

  it('compare lists in any order', () => {
    const [a, b] = [
      { type: 'string', enum: ['x', 'y'] },
      { type: 'string', enum: ['y', 'x'] },
    ];
    expect(mergeInput(input({ a }), input({ a: b }), () => expect.unreachable()).input).toEqual(
      input({ a: b }),
    );
  });
});

describe('a page of fal', () => {
  const known = input({ duration: { type: 'number', default: 5 } });
  const page = (as_of: string, duration: Schema) => ({
    as_of,
    input: input({ duration, audio: { type: 'boolean', default: true } }),
  });

  it('of a later day stands before the schema, and adds what it lacks', () => {
    const { input: merged, newer } = withFacts(
      known,
      page('2026-08-24', { type: 'number', default: 6, minimum: 1, maximum: 15 }),
      '2026-05-04',
      newest,
    );
    expect(merged).toEqual(
      input({
        duration: { type: 'number', default: 6, minimum: 1, maximum: 15 },
        audio: { type: 'boolean', default: true },
      }),
    );
    expect(newer).toEqual(['duration', 'audio']);
  });

  it('of an earlier day only fills what is open', () => {
    const { input: merged } = withFacts(
      known,
      page('2026-01-28', { type: 'number', default: 6, maximum: 15 }),
      '2026-05-04',
      newest,
    );
    expect(merged).toMatchObject({
      properties: { duration: { default: 5, maximum: 15 }, audio: { default: true } },
    });
  });
});

it('a recorded schema loses what may be null and what the recording cut away', () => {
  const recorded = {
    input: input({
      seed: { anyOf: [{ type: 'integer', minimum: 0 }, { type: 'null' }], nullable: true },
      prompt: { type: 'string', default: '(long text)' },
      box: { allOf: [{ type: 'object', properties: { x: { type: 'integer' } }, name: 'Box' }] },
      points: { type: 'array', items: { dangling_ref: 'Point' } },
    }),
    output: input({}),
  };
  expect(recordedById([{ endpoint_id: 'a/b', ...recorded }]).get('a/b')?.input).toEqual(
    input({
      seed: { type: 'integer', minimum: 0 },
      prompt: { type: 'string' },
      box: { type: 'object', properties: { x: { type: 'integer' } } },
      points: { type: 'array', items: {} },
    }),
  );
});

describe('the settlement of differences', () => {
  const steps = { field: 'steps', fact: 'default', older: 4, newer: 28 };
  const decision: Decision = {
    take: 'older',
    why: 'its own document',
    of: { 'a/b': { 'steps.default': [4, 28] } },
  };
  const report = (settled: Settler) => reportOf({}, [], settled);

  it('follows a decision only for the values that it names', () => {
    const settled = settler([decision]);
    expect(settled.choose('a/b')(steps)).toBe('older');
    expect(report(settled)).toMatchObject({
      unexplained: 0,
      text: expect.stringContaining('0 unexplained') as string,
    });
    expect(settled.choose('a/b')({ ...steps, newer: 30 })).toBe('newer');
    expect(report(settled).text).toContain('1 unexplained\n  a/b steps.default [4,30]');
  });

  it('is not done with a difference that nobody decided, nor with a decision that met none', () => {
    const open = settler([]);
    open.choose('a/b')(steps);
    expect(report(open).unexplained).toBe(1);
    expect(report(settler([decision]))).toMatchObject({
      unexplained: 1,
      text: expect.stringContaining('no difference any more: ["a/b","steps.default",4,28]') as string,
    });
  });
});

describe('what models refresh read from fal', () => {
  const entry: LiveEntry = {
    endpoint_id: 'a/b',
    as_of: '2026-12-01',
    medium: 'image',
    tasks: ['text-to-image'],
    input: input({ size: { $ref: '#/definitions/Size' }, tree: { $ref: '#/definitions/Tree' } }),
    definitions: {
      Size: { type: 'object', properties: { width: { type: 'integer' } } },
      Tree: { type: 'object', properties: { inside: { $ref: '#/definitions/Tree' } } },
    },
  };
  const { input: _, ...withoutInput } = entry;
  const [row] = takeRefreshed([], [entry, { ...withoutInput, endpoint_id: 'c/d' }]);
  if (row === undefined) throw new Error('nothing was taken');

  it('is kept without references, and only where it holds a schema', () => {
    expect(row).toEqual({
      endpoint_id: 'a/b',
      as_of: '2026-12-01',
      medium: 'image',
      tasks: ['text-to-image'],
      input: input({
        size: { type: 'object', properties: { width: { type: 'integer' } } },
        tree: { type: 'object', properties: { inside: {} } },
      }),
    });
    expect(takeRefreshed([{ ...row, as_of: '2027-01-01' }], [entry])).toMatchObject([
      { as_of: '2027-01-01' },
    ]);
  });

  it('stands in place of what the older sources say, but for a retirement', () => {
    const before: CatalogEntry = {
      endpoint_id: 'a/b',
      tasks: ['image-edit'],
      medium: 'image',
      family: 'b',
      source: '@fal-ai/client',
      as_of: '2026-05-04',
      recorded: ['size'],
      partial: true,
      input: input({ old: {} }),
    };
    const [entryNow] = withRefreshed([{ ...before, status: { state: 'unlisted', why: 'x' } }], [row]);
    expect(entryNow).toEqual({
      endpoint_id: 'a/b',
      tasks: ['image-edit'],
      medium: 'image',
      family: 'b',
      source: "fal's Platform API",
      as_of: '2026-12-01',
      input: row.input,
    });
    const retired = { state: 'retired', date: '2026-11-01', successor: 'c/d', why: 'x' } as const;
    expect(withRefreshed([{ ...before, status: retired }], [row])).toMatchObject([{ status: retired }]);
  });
});

describe('npm run catalog', () => {
  const script = join(packageRoot, 'dist/scripts/build-catalog.js');

  it('-- --report has every source, and nothing unexplained', async () => {
    const { stdout } = await run(process.execPath, [script, '--report']);
    expect(stdout).toMatch(/^@fal-ai\/client \(2026-05-04; .*\): \d+ endpoints with \d+ fields$/m);
    expect(stdout).toMatch(
      /^recorded schemas \(2026-01-28; .*\): \d+ endpoints .*corrects \d{4} fields of others$/m,
    );
    expect(stdout).toMatch(
      /^\d+ differences: the older source stands in \d+, the newer in \d+\n0 unexplained$/m,
    );
  });

  it('has a reason for each of the differences on the page', async () => {
    const page = await readFile(join(packageRoot, 'docs/catalog-differences.md'), 'utf8');
    expect(page.match(/^\| \S+ \| /gm)?.length).toBeGreaterThan(200);
    expect(page).not.toContain('Nobody has settled');
  });
});

describe('the catalog after all of its sources', () => {
  const { entries } = readCatalog(join(packageRoot, 'presets'));
  const field = (id: string, name: string) => entries.get(id)?.input?.properties?.[name];

  it.each([
    ['fal-ai/flux/schnell', 'num_inference_steps', { type: 'integer', default: 4, minimum: 1, maximum: 12 }],
    ['fal-ai/veo3.1/reference-to-video', 'duration', { type: 'string', enum: ['8s'], default: '8s' }],
    ['fal-ai/ltx-2-19b/image-to-video', 'enable_prompt_expansion', { type: 'boolean', default: true }],
    ['fal-ai/veo3.1/image-to-video', 'auto_fix', { type: 'boolean', default: false }],
    ['fal-ai/bytedance/seedance/v1/pro/image-to-video', 'resolution', { default: '1080p' }],
    ['fal-ai/ltx-2.3/image-to-video/fast', 'duration', { enum: [6, 8, 10, 12, 14, 16, 18, 20] }],
    ['fal-ai/magi', 'num_inference_steps', { enum: [4, 8, 16, 32, 64], default: 16 }],
    ['fal-ai/kling-video/o3/pro/image-to-video', 'generate_audio', { type: 'boolean', default: false }],
    ['minimax/h3-max/image-to-video', 'duration', { type: 'number', minimum: 0.92, maximum: 15, default: 5 }],
    ['minimax/h3-max/image-to-video', 'prompt_expansion_mode', { default: 'balanced' }],
    [
      'fal-ai/kling-video/v4/reference-to-video',
      'duration',
      { type: 'integer', minimum: 3, maximum: 30, default: 5 },
    ],
    ['kling/v4/image-to-video', 'middle_image_urls', { type: 'array', maxItems: 8 }],
    [
      'google/gemini-omni-flash/v1.1/image-to-video',
      'duration',
      { type: 'integer', minimum: 3, maximum: 10 },
    ],
    ['xai/grok-imagine-video/v1.5/image-to-video', 'prompt', { maxLength: 4096 }],
    ['luma/agent/ray/v3.2/image-to-video', 'prompt', { maxLength: 6000 }],
  ])('knows of %s that %s is %j', (id, name, facts) => {
    expect(field(id, name)).toMatchObject(facts);
  });

  it.each([
    'blackforestlabs/flux-3-max/keyframes-to-video',
    'minimax/h3-max-turbo/extend-video',
    'fal-ai/ltx-2.3-quality/ingredient',
    'fal-ai/ltx-2.3-quality/render-to-real',
    'google/nano-banana-2-lite',
    'nvidia/cosmos-3-super/text-to-image',
  ])('has %s, of which little more than the id is known', (id) => {
    expect(entries.get(id)).toMatchObject({ partial: true, as_of: '2026-11-30' });
  });

  it('has a default for every switch that need not be given, wherever a whole document is known', () => {
    const open = [...entries.values()].flatMap(({ endpoint_id, partial, newer = [], input: schema }) =>
      partial
        ? []
        : Object.entries(schema?.properties ?? {}).flatMap(([name, { type, default: standard }]) =>
            type === 'boolean' &&
            standard === undefined &&
            !schema?.required?.includes(name) &&
            !newer.includes(name)
              ? [`${endpoint_id} ${name}`]
              : [],
          ),
    );
    expect(open).toEqual([]);
  });

  it('shows none of the texts that a recording cut away', () => {
    expect(JSON.stringify([...entries.values()])).not.toContain('(long text)');
  });
});
