import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { FalVideoError } from '../errors.ts';
import { defineDataTool } from './define-tool.ts';
import { parseInput } from './parse-input.ts';

const tool = defineDataTool({
  name: 'walk',
  title: 'Walk',
  effect: 'read',
  reaches: 'project',
  description: 'Walks.',
  input: z.object({
    duration: z.int().min(1).max(60).default(5),
    seed: z.int().min(0).max(9).optional(),
    models: z.array(z.string()).optional(),
    args: z.looseObject({}).optional(),
  }),
  output: z.object({}),
  run: () => Promise.resolve({}),
});

function problem(given: unknown): FalVideoError {
  try {
    parseInput(tool, given);
  } catch (error) {
    if (error instanceof FalVideoError) return error;
  }
  throw new Error('it was taken');
}

describe('the arguments of a call', () => {
  it('fills in defaults and keeps 0, false and ""', () => {
    expect(parseInput(tool, { seed: 0, args: { a: false, b: '' } })).toEqual({
      duration: 5,
      seed: 0,
      args: { a: false, b: '' },
    });
  });

  it('names an unknown argument, what was meant, and what there is', () => {
    const { code, message } = problem({ duratoin: 5, '\u001b[31mzzzzzzzzzz': 1 });
    expect(code).toBe('UNKNOWN_ARGUMENT');
    expect(message).toBe(
      'walk does not take "duratoin" (did you mean "duration"?), "zzzzzzzzzz". It takes: duration, seed, models, args.',
    );
  });

  it('names each wrong argument on one line, with the value and the rule', () => {
    const { code, message, retrySafe } = problem({ duration: 99, seed: 'x', models: ['a', 7] });
    expect(code).toBe('BAD_ARGUMENT');
    expect(message).toContain('duration: Too big: expected number to be <=60 (got 99)');
    expect(message).toContain('seed: Invalid input: expected number, received string (got "x")');
    expect(message).toContain('models.1: Invalid input: expected string, received number (got 7)');
    expect(message).not.toContain('\n');
    expect(retrySafe).toBe(true);
  });

  it('are read as they were meant before they are checked', () => {
    expect(parseInput(tool, { duration: '7', seed: null, models: '["a"]', args: '{"a":"1"}' })).toEqual({
      duration: 7,
      models: ['a'],
      args: { a: '1' },
    });
    expect(parseInput(tool, '{"seed":"3"}')).toEqual({ duration: 5, seed: 3 });
  });

  it.each([
    [{ models: 'a.png' }, 'models: expected a list, and this text is not one in JSON (got "a.png")'],
    [{ args: '{"a":1,}' }, 'args: expected an object, and this text is not one in JSON (got "{\\"a\\":1,}")'],
    [{ duration: '99' }, 'duration: Too big: expected number to be <=60 (got 99)'],
    [{ duration: '5.5' }, 'duration: Invalid input: expected int, received number (got 5.5)'],
    [{ models: [null] }, 'models.0: Invalid input: expected string, received null (got null)'],
  ])('%j gets one short, true sentence', (given, sentence) => {
    expect(problem(given).message).toBe(`walk was not called: ${sentence}.`);
  });

  it.each([[null], ['text'], [[1, 2]]])('refuses %j as arguments', (given) => {
    expect(problem(given).fault).toBe('input');
  });
});
