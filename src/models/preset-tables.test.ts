import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FalVideoError } from '../errors.ts';
import { packageRoot } from '../util/package-root.ts';
import { readCatalog } from './catalog.ts';
import { durationField } from './duration-rule.ts';
import { knownArguments } from './known-arguments.ts';
import { type Preset, presetFileSchema, WORDS } from './preset-schema.ts';
import { resolve } from './resolve.ts';
import { ROLES, type Task } from './types.ts';

/**
 * One table a preset, in `preset-tables/<family>.json`, written out so that a slip in the data cannot hide behind
 * the code that reads it: the body of the smallest task, and what each length, role, word and extra changes in it.
 */
interface Table {
  endpoint_id: string;
  task: Task;
  body: Record<string, unknown>;
  /** Field → seconds → value. A field without a name: the model has one length and no argument for it. */
  durations?: Record<string, Record<string, unknown>>;
  /** Each further role, and what it changes. */
  roles?: Record<string, Record<string, unknown>>;
  /** Each further word: what is asked, and what it changes. */
  words?: Record<string, [unknown, Record<string, unknown>]>;
  /** Each further argument of the model itself. */
  extras?: Record<string, unknown>;
  /** Whole tasks and bodies for what stands in place of something: shots of the prompt, frames of the seconds. */
  instead?: [Task, Record<string, unknown>][];
  /** Whole tasks that a rule between fields refuses. */
  refused?: [Task, string, string][];
}

const folder = join(packageRoot, 'presets');
const { entries } = readCatalog(folder);
const schema = presetFileSchema(knownArguments((id) => entries.get(id)?.input));
const families = readdirSync(folder)
  .filter((name) => name.endsWith('.json') && !/^(catalog|prices)/.test(name))
  .map((name) => ({ name, ...schema.parse(readJson(join(folder, name))) }));
const presets = families.flatMap((family) => family.presets);

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

const tablesOf = (name: string) =>
  readJson(join(packageRoot, 'src/models/preset-tables', name)) as Record<string, Table>;

const body = (preset: Preset, task: Task) => resolve(preset, task, presets).arguments;

function refusal(preset: Preset, task: Task): { code: string; message: string } {
  try {
    resolve(preset, task, presets);
  } catch (error) {
    if (error instanceof FalVideoError) {
      expect(error.next).toBeTruthy();
      return { code: error.code, message: error.message };
    }
    throw error;
  }
  throw new Error(`not refused: ${JSON.stringify(task)}`);
}

describe.each(families)('the tables of $name', ({ name, presets: own }) => {
  const tables = tablesOf(name);

  it('are one for each preset', () => {
    expect(Object.keys(tables)).toEqual(own.map(({ alias }) => alias));
  });

  describe.each(own)('$alias', (preset) => {
    const table = tables[preset.alias] ?? { endpoint_id: '', task: {}, body: {} };
    const { task, body: plain } = table;
    const withInputs = (inputs: Task['inputs']): Task => ({ ...task, inputs: { ...task.inputs, ...inputs } });

    it('sends the smallest task with its defaults', () => {
      expect(preset.endpoint_id).toBe(table.endpoint_id);
      expect(body(preset, task)).toEqual(plain);
    });

    it('shows every argument of the model at work', () => {
      const bodies = [
        plain,
        table.durations,
        table.extras,
        ...Object.values(table.roles ?? {}),
        ...Object.values(table.words ?? {}).map(([, changes]) => changes),
        ...(table.instead ?? []).map(([, other]) => other),
      ];
      const shown = new Set(bodies.flatMap((each) => Object.keys(each ?? {})));
      const names = preset.arguments.map(({ name: field }) => field).filter((field) => field !== 'sync_mode');
      expect(names.filter((field) => !shown.has(field))).toEqual([]);
      const words = WORDS.filter((word) => preset.fields[word] !== undefined && word !== 'prompt');
      expect(Object.keys(table.words ?? {}).toSorted()).toEqual(words.toSorted());
    });

    it('spells each of its lengths, and has no others', () => {
      const [[field, values]] = Object.entries(table.durations ?? { none: {} }) as [[string, object]];
      expect(preset.duration?.seconds ?? []).toEqual(Object.keys(values).map(Number));
      expect(durationField(preset.duration) ?? '').toBe(table.durations === undefined ? '' : field);
      for (const [seconds, value] of Object.entries(values)) {
        const changes = field === '' ? {} : { [field]: value };
        expect(body(preset, { ...task, duration_seconds: Number(seconds) })).toEqual({
          ...plain,
          ...changes,
        });
      }
    });

    it('puts each further file into the field of its role', () => {
      for (const [role, changes] of Object.entries(table.roles ?? {})) {
        const [given] = Object.values(changes);
        const files = [given].flat() as string[];
        expect(body(preset, withInputs({ [role]: files })), role).toEqual({ ...plain, ...changes });
      }
    });

    it('puts each further word into its field', () => {
      for (const [word, [asked, changes]] of Object.entries(table.words ?? {})) {
        expect(body(preset, { ...task, [word]: asked }), word).toEqual({ ...plain, ...changes });
      }
    });

    it('passes each argument of its own', () => {
      for (const [field, value] of Object.entries(table.extras ?? {})) {
        const extra = { ...task.extra, [field]: value };
        expect(body(preset, { ...task, extra }), field).toEqual({ ...plain, [field]: value });
      }
    });

    it('takes one thing in place of another', () => {
      for (const [other, expected] of table.instead ?? []) {
        expect(body(preset, other)).toEqual(expected);
      }
    });

    it('refuses what its rules bar', () => {
      for (const [barred, code, words] of table.refused ?? []) {
        const { code: refused, message } = refusal(preset, barred);
        expect(message).toContain(words);
        expect(refused, message).toBe(code);
      }
      expect((table.refused ?? []).length).toBeGreaterThanOrEqual(preset.rules.length);
    });

    it('refuses lengths that it does not have', () => {
      for (const seconds of [0, -5, 5.5, 1000]) {
        const { code, message } = refusal(preset, { ...task, duration_seconds: seconds });
        expect(code).toBe(preset.duration === null ? 'UNSUPPORTED_FIELD' : 'INVALID_DURATION');
        expect(message).toContain(preset.alias);
      }
    });

    it('refuses a role that it does not have, two files for one, and none for a required one', () => {
      for (const role of ROLES) {
        const file = 'https://example.com/more';
        const target = preset.roles[role];
        if (target === undefined) {
          expect(refusal(preset, withInputs({ [role]: [file] })).code, role).toBe('UNSUPPORTED_INPUT');
        } else if (target.many !== true) {
          expect(refusal(preset, withInputs({ [role]: [file, file] })).code, role).toBe('INVALID_INPUT');
        }
        const { [role]: given, ...others } = task.inputs ?? {};
        if (target?.required === true && given !== undefined) {
          expect(refusal(preset, { ...task, inputs: others })).toMatchObject({
            code: 'MISSING_INPUT',
            message: expect.stringContaining(target.field),
          });
        }
      }
    });

    it('refuses a word that it has no field for, except silence', () => {
      for (const word of WORDS) {
        if (preset.fields[word] !== undefined || (word === 'audio' && preset.sound === 'always')) continue;
        const asked = { ...task, [word]: ['audio', 'enhance_prompt'].includes(word) ? true : 'x' };
        expect(refusal(preset, asked).code, word).toBe('UNSUPPORTED_FIELD');
      }
    });

    it('refuses a value of the wrong kind, or one that is not listed', () => {
      for (const { name: field, type, allowed } of preset.arguments) {
        if (type === 'any' || preset.rules.some((rule) => JSON.stringify(rule).includes(`"${field}"`)))
          continue;
        const wrong = type === 'string' && allowed === undefined ? 7 : 'not a value';
        const { code, message } = refusal(preset, { ...task, extra: { ...task.extra, [field]: wrong } });
        expect([code, message.includes(field)], field).toEqual(['INVALID_ARGUMENT', true]);
      }
    });
  });
});
