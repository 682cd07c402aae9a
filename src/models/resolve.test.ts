import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkArguments } from './check-arguments.ts';
import { loadModels } from './index.ts';
import { packageRoot } from '../util/package-root.ts';
import { readModelData } from './read-data.ts';
import { join } from 'node:path';
import type { FieldRecord, ModelDetail, Task } from './types.ts';

const models = loadModels();
const VEO = 'veo-3.1-fast-i2v';
const A = 'https://example.com/a.png';
const base: Task = { prompt: 'a walk', inputs: { first_frame: [A] } };

function record(task: Task, field: string, model = VEO): FieldRecord | undefined {
  return models.resolve(model, { ...base, ...task }).fields.find((each) => each.field === field);
}

describe('the record of a field', () => {
  it('says that it was asked, and how it is spelled', () => {
    expect(record({ duration_seconds: 4 }, 'duration')).toEqual({
      field: 'duration',
      asked: 4,
      sent: '4s',
      origin: 'asked',
    });
  });

  it('says that the preset set it', () => {
    expect(record({}, 'generate_audio')).toEqual({ field: 'generate_audio', sent: false, origin: 'preset' });
  });

  it("says that fal's own default stands", () => {
    expect(record({}, 'negative_prompt')).toBeUndefined();
    expect(record({}, 'shot_type', 'kling-v3-pro-i2v')).toEqual({
      field: 'shot_type',
      origin: 'fal-default',
      note: 'fal\'s default: "customize"',
    });
  });

  it('says what an extra replaced, and what had been asked', () => {
    expect(record({ duration_seconds: 4, extra: { duration: '8s' } }, 'duration')).toEqual({
      field: 'duration',
      asked: 4,
      sent: '8s',
      origin: 'override',
      note: 'instead of "4s" (asked)',
    });
  });

  it('marks an unknown extra as unchecked, and warns', () => {
    const { fields, notes } = models.resolve(VEO, { ...base, extra: { wobble: false } });
    expect(fields.at(-1)).toEqual({
      field: 'wobble',
      sent: false,
      origin: 'override',
      note: 'sent as it is, neither checked nor in the price',
    });
    expect(notes).toEqual([
      'wobble is not a known argument of veo-3.1-fast-i2v: sent as it is, neither checked nor in the price.',
    ]);
  });

  it('keeps an asked silence of a silent model without sending it', () => {
    expect(record({ audio: false }, 'audio', 'hailuo-02-standard-i2v')).toEqual({
      field: 'audio',
      asked: false,
      origin: 'asked',
      note: 'its clips are silent',
    });
  });

  it('names the role of a picture', () => {
    expect(record({}, 'image_url')).toEqual({
      field: 'image_url',
      asked: A,
      sent: A,
      origin: 'asked',
      note: 'from first_frame',
    });
  });
});

describe('precedence', () => {
  it('is preset, then task, then extra', () => {
    const sent = (task: Task) => models.resolve(VEO, { ...base, ...task }).arguments['generate_audio'];
    expect(sent({})).toBe(false);
    expect(sent({ audio: true })).toBe(true);
    expect(sent({ audio: true, extra: { generate_audio: false } })).toBe(false);
  });

  it('lets an extra fill a required field', () => {
    const { arguments: args } = models.resolve(VEO, { extra: { prompt: 'p', image_url: A } });
    expect(args).toMatchObject({ prompt: 'p', image_url: A });
  });

  it('refuses a missing prompt by name', () => {
    expect(() => models.resolve(VEO, { inputs: { first_frame: [A] } })).toThrow('requires prompt');
  });

  it('takes an extra named __proto__ as a plain argument', () => {
    const extra = JSON.parse('{"__proto__": {"polluted": true}}') as Record<string, unknown>;
    const { arguments: args } = models.resolve(VEO, { ...base, extra });
    expect(Object.hasOwn(args, '__proto__')).toBe(true);
    expect('polluted' in args).toBe(false);
  });
});

it('says what sound adds to the price', () => {
  expect(models.resolve(VEO, { ...base, audio: true }).notes).toEqual([
    'Sound is on: $0.90, without it $0.60.',
  ]);
  expect(models.resolve(VEO, base).notes).toEqual([]);
});

describe('any valid task', () => {
  const anyTask = fc
    .constantFrom(...models.list().map(({ endpoint_id }) => models.get(endpoint_id)))
    .chain((model) => fc.record({ model: fc.constant(model), task: taskFor(model) }));

  it('resolves to arguments that pass the check, with every asked field on record', () => {
    fc.assert(
      fc.property(anyTask, ({ model, task }) => {
        const { arguments: args, fields } = models.resolve(model.endpoint_id, task);
        expect(() => checkArguments(model.endpoint_id, knownOf(model), args)).not.toThrow();
        const sent = fields.filter((each) => 'sent' in each);
        expect(Object.fromEntries(sent.map((each) => [each.field, each.sent]))).toEqual(args);
        const asked = fields.filter((each) => each.origin === 'asked').map((each) => each.asked);
        expect(asked.toSorted(byText)).toEqual(askedIn(task).toSorted(byText));
        expect(new Set(fields.map(({ field }) => field)).size).toBe(fields.length);
      }),
      { numRuns: 200 },
    );
  });

  it('costs something, with the expected figure between the lowest and the highest', () => {
    fc.assert(
      fc.property(anyTask, ({ model, task }) => {
        const { low, expected, high } = models.price(
          model.endpoint_id,
          models.resolve(model.endpoint_id, task).arguments,
        );
        expect(low).toBeGreaterThan(0);
        expect(low).toBeLessThanOrEqual(expected ?? -1);
        expect(expected).toBeLessThanOrEqual(high ?? -1);
        expect([low, expected, high].every(Number.isSafeInteger)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

const byText = (a: unknown, b: unknown) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

/** What a task asks for; its kind chooses among models and is no field. */
function askedIn({ inputs, ...words }: Task): unknown[] {
  const values = Object.entries(words).filter(([word]) => word !== 'kind');
  return [...values.map(([, value]) => value), ...Object.values(inputs ?? {}).map(([only]) => only)];
}

/** Every word that the model has an argument for, asked or not, with an allowed value in any case. */
function taskFor(model: ModelDetail): fc.Arbitrary<Task> {
  const has = (name: string) => model.arguments.find((argument) => argument.name === name);
  const anyCase = (values: readonly string[]) =>
    fc.constantFrom(...values.flatMap((value) => [value, value.toUpperCase(), value.toLowerCase()]));
  const aspects = has('aspect_ratio')?.allowed?.map(String);
  const optional: { [key in keyof Task]-?: fc.Arbitrary<Exclude<Task[key], undefined>> | null } = {
    kind: fc.constantFrom('image-to-video' as const),
    prompt: null,
    negative_prompt: has('negative_prompt') ? fc.string() : null,
    duration_seconds: model.durations && fc.constantFrom(...model.durations),
    resolution: model.resolutions && anyCase(model.resolutions),
    aspect_ratio: aspects === undefined ? null : anyCase(aspects),
    size: null,
    count: null,
    seed: has('seed') ? fc.nat() : null,
    audio: model.audio ? fc.boolean() : fc.constant(false),
    enhance_prompt: has('prompt_optimizer') ? fc.boolean() : null,
    inputs: null,
    extra: null,
  };
  const offered = Object.entries(optional).filter(([, values]) => values !== null);
  return fc
    .record(
      {
        prompt: fc.string(),
        inputs: fc.record(
          {
            first_frame: fc.webUrl().map((url) => [url]),
            ...(model.end_frame ? { last_frame: fc.webUrl().map((url) => [url]) } : {}),
          },
          { requiredKeys: ['first_frame'] },
        ),
        ...Object.fromEntries(offered),
      },
      { requiredKeys: ['prompt', 'inputs'] },
    )
    .map((task) => task as Task);
}

const { presets } = readModelData(join(packageRoot, 'presets'));
const knownOf = (model: ModelDetail) =>
  presets.find(({ endpoint_id }) => endpoint_id === model.endpoint_id)?.arguments ?? [];
