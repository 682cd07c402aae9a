import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { checkTyped, paramsOf, readParam } from './param.ts';

const schema = z.object({
  model: z.string().min(1).describe('Which one.'),
  duration: z.int().min(1).max(60).optional().describe('Seconds.'),
  ratio: z.number().positive().optional(),
  seed: z.int().optional(),
  audio: z.boolean().optional(),
  kind: z.enum(['walk', 'wave']).default('walk'),
  names: z.array(z.string()).optional(),
  args: z.looseObject({}).optional(),
  note: z.string().nullable().optional(),
});

describe('the parameters of a tool', () => {
  it('are read from its schema, with their words', () => {
    expect(paramsOf(schema).map(({ name, kind, required }) => ({ name, kind, required }))).toEqual([
      { name: 'model', kind: 'text', required: true },
      { name: 'duration', kind: 'number', required: false },
      { name: 'ratio', kind: 'number', required: false },
      { name: 'seed', kind: 'number', required: false },
      { name: 'audio', kind: 'switch', required: false },
      { name: 'kind', kind: 'text', required: false },
      { name: 'names', kind: 'list', required: false },
      { name: 'args', kind: 'json', required: false },
      { name: 'note', kind: 'text', required: false },
    ]);
    expect(paramsOf(schema)[1]?.about).toBe('Seconds.');
  });
});

describe('a list of numbers', () => {
  const [numbers] = paramsOf(z.object({ indices: z.array(z.int().min(0).max(9)) }));
  const read = (typed: string[]) => numbers && readParam(numbers, '--indices', typed);

  it('is typed with blanks or commas between them', () => {
    expect(read(['0', '3', '6'])).toEqual([0, 3, 6]);
    expect(read(['0,3', '6'])).toEqual([0, 3, 6]);
  });

  it('names what is no number', () => {
    expect(() => read(['0,three'])).toThrow(
      'Expected --indices to be a whole number from 0 to 9; got three.',
    );
  });
});

describe('a typed value', () => {
  const param = (name: string) => {
    const found = paramsOf(schema).find((one) => one.name === name);
    if (found === undefined) throw new Error(name);
    return found;
  };

  it('becomes what the schema asks for', () => {
    expect(readParam(param('duration'), '--duration', '0')).toBe(0);
    expect(readParam(param('ratio'), '--ratio', '1.5e1')).toBe(15);
    expect(readParam(param('names'), 'NAME', ['a', 'b'])).toEqual(['a', 'b']);
    expect(readParam(param('args'), '--args', '{"a":0}')).toEqual({ a: 0 });
    expect(readParam(param('model'), 'MODEL', '007')).toBe('007');
    expect(readParam(param('audio'), '--audio', false)).toBe(false);
  });

  it.each([
    ['ratio', 'x', 'Expected --it to be a number above 0; got x.'],
    ['seed', ' ', 'Expected --it to be a whole number; got  .'],
    ['duration', 'Infinity', 'Expected --it to be a whole number from 1 to 60; got Infinity.'],
    ['args', '"text"', 'Expected --it to be a JSON object such as \'{"cfg_scale": 0.5}\'; got "text".'],
  ])('that does not fit names the option, what fits and what came: %s %s', (name, typed, message) => {
    expect(() => readParam(param(name), '--it', typed)).toThrow(message);
  });
});

describe('checking what was typed', () => {
  const label = (name: string) => `--${name}`;

  it('gives the values with their defaults', () => {
    expect(checkTyped(schema, { model: 'm', seed: 0 }, label)).toEqual({ model: 'm', seed: 0, kind: 'walk' });
  });

  it.each([
    [{ model: 'm', duration: 61 }, 'Expected --duration to be a whole number from 1 to 60; got 61.'],
    [{ model: 'm', duration: 1.5 }, 'Expected --duration to be a whole number from 1 to 60; got 1.5.'],
    [{ model: 'm', ratio: 0 }, 'Expected --ratio to be a number above 0; got 0.'],
    [{ model: 'm', kind: 'fly' }, 'Expected --kind to be one of walk, wave; got fly.'],
    [{}, '--model is missing. Which one.'],
  ])('%o', (values, message) => {
    expect(() => checkTyped(schema, values, label)).toThrow(message);
  });
});
