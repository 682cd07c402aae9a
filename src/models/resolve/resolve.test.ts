import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FalVideoError } from '../../errors.ts';
import { checkArguments } from '../presets/check-arguments.ts';
import { loadModels } from '../index.ts';
import { packageRoot } from '../../util/package-root.ts';
import type { Preset, Word } from '../presets/preset-shape.ts';
import { readModelData } from '../read-data.ts';
import { join } from 'node:path';
import type { FieldRecord, Resolution, Role, Task } from '../types.ts';

const models = loadModels();
const VEO = 'veo-3.1-fast-i2v';
const A = 'https://example.com/a.png';
const base: Task = { prompt: 'a walk', inputs: { first_frame: [A] } };

function record(task: Task, field: string, model = VEO): FieldRecord | undefined {
  return models.resolve(model, { ...base, ...task }).fields.find((each) => each.field === field);
}

describe('a refusal says what helps', () => {
  const refused = (model: string, task: Task) => {
    try {
      models.resolve(model, { ...base, ...task });
    } catch (error) {
      if (error instanceof FalVideoError) return error.message;
    }
    throw new Error(`${model} took it`);
  };

  it.each([
    ['kling-v4-i2v', { audio: false }, 'cannot take audio false: it always makes sound.'],
    ['hailuo-02-standard-i2v', { audio: true }, 'cannot take audio true: its clips are silent.'],
    [
      'kling-v3-pro-i2v',
      { aspect_ratio: '9:16' },
      'cannot take aspect_ratio 9:16: its shape follows the picture.',
    ],
    ['kling-avatar-v2-pro', {}, 'needs an audio'],
  ])('%s %j: %s', (model, task, words) => {
    expect(refused(model, task)).toContain(words);
  });
});

describe('the record of a field', () => {
  it('says that it was asked, and how it is spelled', () => {
    expect(record({ duration: 4 }, 'duration')).toEqual({
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
    expect(record({ duration: 4, args: { duration: '8s' } }, 'duration')).toEqual({
      field: 'duration',
      asked: 4,
      sent: '8s',
      origin: 'override',
      note: 'instead of "4s" (asked)',
    });
  });

  it('marks an unknown extra as unchecked, and warns', () => {
    const { fields, notes } = models.resolve(VEO, { ...base, args: { wobble: false } });
    expect(fields.at(-1)).toEqual({
      field: 'wobble',
      sent: false,
      origin: 'override',
      note: 'sent as it is, unchecked',
    });
    expect(notes).toEqual(['wobble is not a known argument of veo-3.1-fast-i2v: sent as it is, unchecked.']);
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
    expect(sent({ audio: true, args: { generate_audio: false } })).toBe(false);
  });

  it('lets an extra fill a required field', () => {
    const { arguments: args } = models.resolve(VEO, { args: { prompt: 'p', image_url: A } });
    expect(args).toMatchObject({ prompt: 'p', image_url: A });
  });

  it('refuses a missing prompt by name', () => {
    expect(() => models.resolve(VEO, { inputs: { first_frame: [A] } })).toThrow('requires prompt');
  });

  it('takes an extra named __proto__ as a plain argument', () => {
    const extra = JSON.parse('{"__proto__": {"polluted": true}}') as Record<string, unknown>;
    const { arguments: args } = models.resolve(VEO, { ...base, args: extra });
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

describe('any valid task of any preset', () => {
  const presets = readModelData(join(packageRoot, 'presets')).presets.map((preset) => preset.read());
  const anyTask = fc
    .constantFrom(...presets)
    .chain((preset) => fc.record({ preset: fc.constant(preset), task: taskFor(preset) }));

  it('resolves to arguments that pass the check, with every asked field on record', () => {
    fc.assert(
      fc.property(anyTask, ({ preset, task }) => {
        const resolution = resolveUnlessBarred(preset, task);
        fc.pre(resolution !== null);
        const { arguments: args, fields } = resolution;
        expect(() => checkArguments(preset.alias, preset.arguments, args)).not.toThrow();
        const sent = fields.filter((each) => 'sent' in each);
        expect(Object.fromEntries(sent.map((each) => [each.field, each.sent]))).toEqual(args);
        const asked = fields.filter((each) => each.origin === 'asked').map((each) => each.asked);
        expect(asked.toSorted(byText)).toEqual(askedIn(task, preset).toSorted(byText));
        for (const [field, value] of Object.entries(task.args ?? {})) expect(args[field]).toEqual(value);
        expect(new Set(fields.map(({ field }) => field)).size).toBe(fields.length);
      }),
      { numRuns: 300 },
    );
  });

  it('costs something or honestly nobody knows what, the expected between the lowest and the highest', () => {
    fc.assert(
      fc.property(anyTask, ({ preset, task }) => {
        const resolution = resolveUnlessBarred(preset, task);
        fc.pre(resolution !== null);
        const { low, expected, high } = models.price(preset.endpoint_id, resolution.arguments);
        const known = [low, expected, high].filter((each) => each !== null);
        expect(known).toEqual(known.toSorted((a, b) => a - b));
        expect(known.every((each) => Number.isSafeInteger(each) && each >= 0)).toBe(true);
        expect(high).not.toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  /** A task of allowed parts; a rule between them may still bar it, and then says why. */
  function resolveUnlessBarred(preset: Preset, task: Task): Resolution | null {
    try {
      return models.resolve(preset.alias, task);
    } catch (error) {
      if (!(error instanceof FalVideoError) || preset.rules.length === 0) throw error;
      expect(
        preset.rules.some(({ why }) => error.message.includes(why)),
        error.message,
      ).toBe(true);
      return null;
    }
  }
});

const byText = (a: unknown, b: unknown) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

/** What a task asks for, as it stands in the record: a list for a role of many, the only file for one. */
function askedIn({ inputs, ...words }: Task, { roles }: Preset): unknown[] {
  const files = Object.entries(inputs ?? {}).map(([role, given]) =>
    roles[role as Role]?.many === true ? given : given[0],
  );
  const asked = Object.entries(words).filter(([word]) => word !== 'args' && word !== 'allow_retired');
  return [...asked.map(([, value]) => value), ...files];
}

/** Every word and role that the preset has, asked or not, with an allowed value in any case. */
function taskFor(preset: Preset): fc.Arbitrary<Task> {
  const { fields, duration, spellings, sound } = preset;
  const allowed = (word: Word) =>
    preset.arguments.find(({ name }) => name === fields[word])?.allowed?.map(String);
  const oneOf = (values: readonly string[] | undefined, otherwise: string) =>
    fc.constantFrom(
      ...(values ?? [otherwise]).flatMap((each) => [each, each.toUpperCase(), each.toLowerCase()]),
    );
  const ratios = spellings.aspect_ratio;
  const values: Partial<Record<keyof Task, fc.Arbitrary<unknown>>> = {
    negative_prompt: fc.string(),
    resolution: oneOf(allowed('resolution'), '720p'),
    aspect_ratio: oneOf(ratios === undefined ? allowed('aspect_ratio') : Object.keys(ratios), '16:9'),
    // Where the ratio goes into the same argument, only one of them can be asked.
    ...(fields.size === fields.aspect_ratio ? {} : { size: oneOf(allowed('size'), 'square') }),
    count: fc.integer({ min: 1, max: 4 }),
    seed: fc.nat(),
    audio: fc.boolean(),
    enhance_prompt: fc.boolean(),
  };
  const words = Object.entries(values).filter(([word]) => fields[word as Word] !== undefined);
  const optional = {
    ...Object.fromEntries(words),
    ...(sound === 'switch' ? {} : { audio: fc.constant(sound === 'always') }),
    ...(duration === null ? {} : { duration: fc.constantFrom(...duration.seconds) }),
  };
  const always = {
    ...(fields.prompt === undefined ? {} : { prompt: fc.string() }),
    inputs: filesFor(preset),
    args: fc.constant(ownArguments(preset)),
    allow_retired: fc.constant(true),
  };
  return fc
    .record({ ...optional, ...always }, { requiredKeys: Object.keys(always) as never[] })
    .map((task) => task as Task);
}

/** One file, or a few for a role of many. Of two roles for one field only the first is filled. */
function filesFor({ roles }: Preset): fc.Arbitrary<Task['inputs']> {
  const own = Object.entries(roles).filter(
    ([, { field }], index, all) => all.findIndex(([, other]) => other.field === field) === index,
  );
  const files = own.map(([role, { many, most }]) => [
    role,
    fc.array(fc.webUrl(), { minLength: 1, maxLength: many === true ? Math.min(most ?? 3, 3) : 1 }),
  ]);
  const required = own.filter(([, role]) => role.required).map(([role]) => role);
  return fc.record(Object.fromEntries(files), { requiredKeys: required as never[] });
}

/** What the model requires and no word or role of a task fills. */
function ownArguments({ arguments: known, roles, fields }: Preset): Record<string, unknown> {
  const mapped = new Set<string | undefined>([
    ...Object.values(fields),
    ...Object.values(roles).map(({ field }) => field),
  ]);
  const own = known.filter(({ name, required }) => required && !mapped.has(name));
  return Object.fromEntries(own.map(({ name, allowed }) => [name, allowed?.[0] ?? 'mine']));
}
