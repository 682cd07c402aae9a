import { describe, expect, it } from 'vitest';
import { type ArgumentSchema, argumentsOfSchema } from './arguments-of-schema.ts';

const only = (schema: ArgumentSchema) => argumentsOfSchema({ properties: { it: schema } })[0];

describe('an argument of a JSON Schema', () => {
  it.each<[string, ArgumentSchema, object]>([
    ['plain', { type: 'string' }, { type: 'string' }],
    [
      'with words and a default',
      { type: 'boolean', default: false, description: 'Why.' },
      { type: 'boolean', default: false, about: 'Why.' },
    ],
    ['with bounds', { type: 'integer', minimum: 0, maximum: 9 }, { type: 'integer', minimum: 0, maximum: 9 }],
    ['of limited length', { type: 'string', maxLength: 800 }, { type: 'string', max_length: 800 }],
    ['a limited list', { type: 'array', maxItems: 3 }, { type: 'array', max_items: 3 }],
    ['a choice', { enum: ['a', 'b'] }, { type: 'string', allowed: ['a', 'b'] }],
    ['a choice of numbers', { enum: [4, 8] }, { type: 'number', allowed: [4, 8] }],
    ['a constant', { const: 'a' }, { type: 'string', allowed: ['a'] }],
    [
      'that may be null',
      { anyOf: [{ type: 'number', minimum: 1 }, { type: 'null' }] },
      { type: 'number', minimum: 1 },
    ],
    ['that may be null, in one word', { type: ['integer', 'null'] }, { type: 'integer' }],
    [
      'a name or an object',
      { anyOf: [{ $ref: '#/definitions/ImageSize' }, { type: 'string', enum: ['square'] }] },
      { type: 'string', allowed: ['square'], or_object: true },
    ],
    [
      'a choice that is open',
      { anyOf: [{ type: 'string', enum: ['1:1'] }, { type: 'string' }] },
      { type: 'string' },
    ],
    ['a nested type', { $ref: '#/definitions/Camera' }, { type: 'object' }],
    ['of no known type', {}, { type: 'any' }],
    ['whose default is null', { type: 'string', default: null }, { type: 'string' }],
  ])('%s', (_, schema, expected) => {
    expect(only(schema)).toEqual({ name: 'it', required: false, ...expected });
  });

  it('knows what is required, and takes a schema without properties', () => {
    expect(argumentsOfSchema({ properties: { a: { type: 'string' } }, required: ['a'] })[0]?.required).toBe(
      true,
    );
    expect(argumentsOfSchema({})).toEqual([]);
  });
});
