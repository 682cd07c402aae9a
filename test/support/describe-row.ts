import { expect, it } from 'vitest';
import { FalVideoError } from '../../src/errors.ts';
import type { TableRow } from '../../src/models/add-model/table-row.ts';
import { durationField, hasLength } from '../../src/models/presets/duration-rule.ts';
import { type Preset, WORDS } from '../../src/models/presets/preset-shape.ts';
import { resolve } from '../../src/models/resolve/resolve.ts';
import { ROLES, type Task } from '../../src/models/types.ts';

/**
 * Declares the tests of one preset against its row, which is written out so that a slip in the data cannot hide behind
 * the code that reads it. `presets` are those that a refusal may name.
 */
export function describeRow(preset: Preset, table: TableRow, presets: readonly Preset[]): void {
  const { task, body: plain } = table;
  const body = (asked: Task) => resolve(preset, asked, presets).arguments;
  const refusal = (asked: Task) => refusalOf(preset, asked, presets);
  const withInputs = (inputs: Task['inputs']): Task => ({ ...task, inputs: { ...task.inputs, ...inputs } });

  it('sends the smallest task with its defaults', () => {
    expect(preset.endpoint_id).toBe(table.endpoint_id);
    expect(body(task)).toEqual(plain);
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
      expect(body({ ...task, duration: Number(seconds) })).toEqual({
        ...plain,
        ...changes,
      });
    }
  });

  it('puts each further file into the field of its role', () => {
    for (const [role, changes] of Object.entries(table.roles ?? {})) {
      const [given] = Object.values(changes);
      const files = [given].flat() as string[];
      expect(body(withInputs({ [role]: files })), role).toEqual({ ...plain, ...changes });
    }
  });

  it('puts each further word into its field', () => {
    for (const [word, [asked, changes]] of Object.entries(table.words ?? {})) {
      expect(body({ ...task, [word]: asked }), word).toEqual({ ...plain, ...changes });
    }
  });

  it('passes each argument of its own', () => {
    for (const [field, value] of Object.entries(table.extras ?? {})) {
      const extra = { ...task.args, [field]: value };
      expect(body({ ...task, args: extra }), field).toEqual({ ...plain, [field]: value });
    }
  });

  it('takes one thing in place of another', () => {
    for (const [other, expected] of table.instead ?? []) {
      expect(body(other)).toEqual(expected);
    }
  });

  it('refuses what its rules bar', () => {
    for (const [barred, code, words] of table.refused ?? []) {
      const { code: refused, message } = refusal(barred);
      expect(message).toContain(words);
      expect(refused, message).toBe(code);
    }
    expect((table.refused ?? []).length).toBeGreaterThanOrEqual(preset.rules.length);
  });

  it('refuses lengths that it does not have', () => {
    for (const seconds of [0, -5, 5.5, 1000]) {
      if (preset.duration !== null && hasLength(preset.duration, seconds)) continue;
      const { code, message } = refusal({ ...task, duration: seconds });
      expect(code).toBe(preset.duration === null ? 'UNSUPPORTED_FIELD' : 'INVALID_DURATION');
      expect(message).toContain(preset.alias);
    }
  });

  it('refuses a role that it does not have, two files for one, and none for a required one', () => {
    for (const role of ROLES) {
      const file = 'https://example.com/more';
      const target = preset.roles[role];
      if (target === undefined) {
        expect(refusal(withInputs({ [role]: [file] })).code, role).toBe('UNSUPPORTED_INPUT');
      } else if (target.many !== true) {
        expect(refusal(withInputs({ [role]: [file, file] })).code, role).toBe('INVALID_INPUT');
      }
      const { [role]: given, ...others } = task.inputs ?? {};
      if (target?.required === true && given !== undefined) {
        expect(refusal({ ...task, inputs: others })).toMatchObject({
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
      expect(refusal(asked).code, word).toBe('UNSUPPORTED_FIELD');
    }
  });

  it('refuses a value of the wrong kind, or one that is not listed', () => {
    for (const { name: field, type, allowed } of preset.arguments) {
      if (type === 'any' || preset.rules.some((rule) => JSON.stringify(rule).includes(`"${field}"`)))
        continue;
      const wrong = type === 'string' && allowed === undefined ? 7 : 'not a value';
      const { code, message } = refusal({ ...task, args: { ...task.args, [field]: wrong } });
      expect([code, message.includes(field)], field).toEqual(['INVALID_ARGUMENT', true]);
    }
  });
}

function refusalOf(
  preset: Preset,
  task: Task,
  presets: readonly Preset[],
): { code: string; message: string } {
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
