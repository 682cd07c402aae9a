import { Ajv } from 'ajv';
import fc from 'fast-check';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { FalVideoError } from '../../src/errors.ts';
import { packageRoot } from '../../src/util/package-root.ts';
import type { ArgumentSchema } from '../../src/models/arguments-of-schema.ts';
import { type CatalogEntry, readCatalog } from '../../src/models/catalog.ts';
import { durationField } from '../../src/models/presets/duration-rule.ts';
import { loadModels } from '../../src/models/index.ts';
import { mapFromSchema } from '../../src/models/from-schema/map-from-schema.ts';
import { type Preset, WORDS } from '../../src/models/presets/preset-shape.ts';
import { type Role, ROLES, type Task } from '../../src/models/types.ts';

// The catalog without presets, so that every endpoint is mapped from its schema.
const folder = mkdtempSync(join(tmpdir(), 'fal-video-catalog-'));
for (const name of ['catalog.json', 'prices.json']) {
  copyFileSync(join(packageRoot, 'presets', name), join(folder, name));
}
afterAll(() => rmSync(folder, { recursive: true }));

const models = loadModels(folder);
const catalog = readCatalog(folder);
const entries = [...catalog.entries.values()];
const ajv = new Ajv({ strict: false, validateFormats: false, logger: false });
const A = 'https://example.com/a.png';

// Every endpoint once or twice, and never the same way on the next run; a failure prints its seed.
const RUNS = { numRuns: 2 };

describe('every endpoint, mapped from its schema', () => {
  it('resolves valid tasks to arguments that its own schema takes, with all that was asked on record', () => {
    for (const entry of entries) {
      fc.assert(
        fc.property(validTask(entry), (task) => {
          const { arguments: args, fields } = models.resolve(entry.endpoint_id, task);
          const { input } = models.schemas(entry.endpoint_id);
          if (input !== null) {
            const isValid = ajv.validate(input, args);
            expect(ajv.errorsText(), entry.endpoint_id).toBe('No errors');
            expect(isValid).toBe(true);
          }
          const sent = fields.filter((each) => 'sent' in each);
          expect(Object.fromEntries(sent.map(({ field, sent: value }) => [field, value]))).toEqual(args);
          const recorded = fields.filter(({ origin }) => origin === 'asked').map(({ asked }) => asked);
          expect(recorded.toSorted(byText), entry.endpoint_id).toEqual(
            askedIn(task, mapFromSchema(entry)).toSorted(byText),
          );
          for (const [field, value] of Object.entries(task.args ?? {})) expect(args[field]).toEqual(value);
        }),
        RUNS,
      );
    }
  });

  it('refuses what its schema does not take, as a mistake of the caller', () => {
    for (const entry of entries) {
      fc.assert(
        fc.property(
          validTask(entry).chain((task) => spoiled(entry, task)),
          ({ task, how }) => {
            expect(refusalOf(entry.endpoint_id, task), `${entry.endpoint_id}: ${how}`).toBe('input');
          },
        ),
        RUNS,
      );
    }
  });

  it('maps each role and word to an argument that exists, and no two roles to one', () => {
    for (const entry of entries) {
      const { roles, fields, duration } = mapFromSchema(entry);
      const known = Object.keys(entry.input?.properties ?? {});
      const used = Object.values(roles).map(({ field }) => field);
      const length = durationField(duration);
      expect(known, entry.endpoint_id).toEqual(
        expect.arrayContaining([...used, ...Object.values(fields), ...(length === null ? [] : [length])]),
      );
      expect(new Set(used).size, entry.endpoint_id).toBe(used.length);
    }
  });
});

function refusalOf(model: string, task: Task): string {
  try {
    models.resolve(model, task);
    return 'it was taken';
  } catch (error) {
    return error instanceof FalVideoError ? error.fault : `threw ${String(error)}`;
  }
}

/** Every word, role and length that the endpoint is mapped for, asked or not; what else it requires comes as an extra. */
function validTask(entry: CatalogEntry): fc.Arbitrary<Task> {
  const preset = mapFromSchema(entry);
  const properties = entry.input?.properties ?? {};
  const required = new Set(entry.input?.required);
  const words: Record<string, fc.Arbitrary<unknown>> = {};
  for (const word of WORDS) {
    const field = preset.fields[word];
    const values = field === undefined ? undefined : wordValues(properties[field] ?? {});
    if (values !== undefined) words[word] = values;
  }
  const seconds = preset.duration === null ? [] : preset.duration.seconds;
  if (seconds.length > 0) words['duration'] = fc.constantFrom(...seconds);
  const needed = Object.entries({
    ...preset.fields,
    duration: durationField(preset.duration) ?? undefined,
  })
    .filter(([word, field]) => field !== undefined && required.has(field) && word in words)
    .map(([word]) => word);
  const mapped = new Set([
    ...Object.values(preset.roles).map(({ field }) => field),
    ...needed.map((word) => fieldOf(word, preset)),
  ]);
  const extra = [...required].filter((field) => !mapped.has(field));
  return fc
    .record({
      words: fc.record(words, { requiredKeys: needed }),
      inputs: inputsFor(preset, properties),
      extra: fc.record(Object.fromEntries(extra.map((field) => [field, valueFor(properties[field] ?? {})]))),
    })
    .map(({ words: asked, inputs, extra: more }) => ({
      ...(asked as Task),
      inputs,
      ...(extra.length === 0 ? {} : { args: more }),
      allow_retired: true,
    }));
}

function fieldOf(word: string, preset: Preset): string {
  return (word === 'duration' ? durationField(preset.duration) : preset.fields[word as 'prompt']) ?? '';
}

function inputsFor(preset: Preset, properties: Record<string, ArgumentSchema>) {
  const roles = Object.entries(preset.roles).map(([role, { field, many, most }]) => {
    const least = properties[field]?.['minItems'];
    const from = typeof least === 'number' ? least : 1;
    return [
      role,
      fc.array(fc.constant(A), {
        minLength: from,
        maxLength: many === true ? Math.max(from, Math.min(most ?? 3, 3)) : 1,
      }),
    ];
  });
  const requiredKeys = Object.entries(preset.roles).flatMap(([role, target]) =>
    target.required ? [role] : [],
  );
  return fc.record(Object.fromEntries(roles) as Record<string, fc.Arbitrary<string[]>>, { requiredKeys });
}

function wordValues(schema: ArgumentSchema): fc.Arbitrary<unknown> | undefined {
  const listed = schema.enum ?? schema.anyOf?.flatMap((way) => [...(way.enum ?? [])]);
  if (listed !== undefined && listed.length > 0)
    return fc.constantFrom(...listed.filter((each) => typeof each === 'string'));
  return schema.type === undefined ? fc.constant('16:9') : valueFor(schema);
}

/** Some value of a JSON Schema, as fal writes them. */
function valueFor(schema: ArgumentSchema): fc.Arbitrary<unknown> {
  const ref = schema['$ref'];
  if (typeof ref === 'string') {
    return valueFor((catalog.definitions[ref.split('/').at(-1) ?? ''] ?? {}) as ArgumentSchema);
  }
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.anyOf !== undefined) return valueFor(schema.anyOf[0] ?? {});
  switch (schema.type) {
    case 'string':
      return fc.string({
        minLength: Number(schema['minLength'] ?? 0),
        maxLength: Math.min(30, schema.maxLength ?? 30),
      });
    case 'number':
    case 'integer':
      return wholeNumber(schema);
    case 'boolean':
      return fc.boolean();
    case 'array':
      return fc.array(valueFor((schema['items'] ?? {}) as ArgumentSchema), { minLength: 1, maxLength: 2 });
    case 'object': {
      const properties = (schema['properties'] ?? {}) as Record<string, ArgumentSchema>;
      const required = (schema['required'] ?? []) as string[];
      return fc.record(Object.fromEntries(required.map((name) => [name, valueFor(properties[name] ?? {})])));
    }
    default:
      return fc.constant('x');
  }
}

function wholeNumber({ minimum = 1, maximum = 1000, ...rest }: ArgumentSchema): fc.Arbitrary<number> {
  const step = Math.max(1, Number(rest['multipleOf'] ?? 1));
  const above = rest['exclusiveMinimum'] === undefined ? minimum : Number(rest['exclusiveMinimum']) + 1;
  const below = rest['exclusiveMaximum'] === undefined ? maximum : Number(rest['exclusiveMaximum']) - 1;
  const [min, max] = [Math.ceil(above / step), Math.floor(below / step)];
  // Some take nothing whole: 0.25 between 0 and 1.
  return max < min ? fc.constant((above + below) / 2) : fc.integer({ min, max }).map((each) => each * step);
}

/** The same task with one thing in it that the endpoint cannot take. */
function spoiled(entry: CatalogEntry, task: Task): fc.Arbitrary<{ task: Task; how: string }> {
  const { roles, fields, duration } = mapFromSchema(entry);
  const ways: { task: Task; how: string }[] = [];
  for (const role of ROLES) {
    if (roles[role] === undefined)
      ways.push(way(`a ${role}`, { ...task, inputs: { ...task.inputs, [role]: [A] } }));
    else if (roles[role].required)
      ways.push(way(`no ${role}`, { ...task, inputs: without(task.inputs ?? {}, role) }));
    if (roles[role] !== undefined && roles[role].many !== true) {
      ways.push(way(`two as ${role}`, { ...task, inputs: { ...task.inputs, [role]: [A, A] } }));
    }
  }
  for (const word of ['prompt', 'negative_prompt', 'resolution', 'aspect_ratio', 'size'] as const) {
    if (fields[word] === undefined) ways.push(way(`a ${word}`, { ...task, [word]: 'x' }));
  }
  if (fields.seed === undefined) ways.push(way('a seed', { ...task, seed: 0 }));
  if (duration === null || !(duration.spelling !== 'fixed' && duration.open)) {
    ways.push(way('977 s', { ...task, duration: 977 }));
  }
  for (const [field, schema] of Object.entries(entry.input?.properties ?? {})) {
    const wrong = wrongFor(schema);
    if (wrong !== undefined)
      ways.push(way(`${field} wrong`, { ...task, args: { ...task.args, [field]: wrong } }));
  }
  return fc.constantFrom(...ways);
}

const way = (how: string, task: Task) => ({ how, task });

function wrongFor(schema: ArgumentSchema): unknown {
  if (schema.enum !== undefined) return 'no such value';
  if (schema.maximum !== undefined) return schema.maximum + 1;
  if (schema.type === 'string') return { not: 'a text' };
  return typeof schema.type === 'string' ? 'wrong' : undefined;
}

const without = (inputs: NonNullable<Task['inputs']>, role: Role) =>
  Object.fromEntries(Object.entries(inputs).filter(([name]) => name !== role));

const byText = (a: unknown, b: unknown) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

/** A role with one argument is recorded with the one file, a list as a list. */
function askedIn({ inputs, ...words }: Task, { roles }: Preset): unknown[] {
  const values = Object.entries(words).filter(([word]) => word !== 'args' && word !== 'allow_retired');
  const pictures = ROLES.flatMap((role) => {
    const given = inputs?.[role];
    return given === undefined ? [] : [roles[role]?.many === true ? given : given[0]];
  });
  return [...values.map(([, value]) => value), ...pictures];
}
