import { describe, expect, it } from 'vitest';
import { unknownPlaces } from './unknown-places.ts';

const schema = {
  properties: {
    prompt: { type: 'string' },
    shots: { type: 'array', items: { $ref: '#/definitions/Shot' } },
    size: { anyOf: [{ enum: ['square'] }, { $ref: '#/definitions/Size' }] },
    both: { allOf: [{ properties: { a: {} } }, { properties: { b: {} } }] },
    loras: { type: 'array', items: { type: 'object' } },
    named: { type: 'object', properties: { a: {} }, additionalProperties: { type: 'string' } },
  },
  definitions: {
    Shot: { properties: { seconds: { type: 'number' }, next: { $ref: '#/definitions/Shot' } } },
    Size: { properties: { width: {}, height: {} } },
    Turns: { $ref: '#/definitions/Turns' },
  },
};

describe('places that a schema knows nothing of', () => {
  it.each([
    [{ shots: [{ seconds: 1 }, { seconds: 2, takes: 9 }] }, ['shots.1.takes']],
    [{ shots: [{ next: { next: { seconds: 1, hd: true } } }] }, ['shots.0.next.next.hd']],
    [{ size: { width: 1, height: 1, depth: 1 } }, ['size.depth']],
    [{ size: 'square' }, []],
    [{ both: { a: 1, b: 2, c: 3 } }, ['both.c']],
    [{ loras: [{ path: 'x', scale: 9 }] }, []],
    [{ named: { a: 1, anything: 'x' } }, []],
    // What stands at the top is the preset's to know.
    [{ wobble: { a: 1 } }, []],
    [{ prompt: { text: 'x' } }, []],
    [{ constructor: { a: 1 } }, []],
  ])('in %j are %j', (args, places) => {
    expect(unknownPlaces(schema, args)).toEqual(places);
  });

  it('end where definitions turn in a circle', () => {
    const turning = { ...schema, properties: { x: { $ref: '#/definitions/Turns' } } };
    expect(unknownPlaces(turning, { x: { a: 1 } })).toEqual([]);
  });
});
