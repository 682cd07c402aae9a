import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { asMeant } from './as-meant.ts';

const schema = z.toJSONSchema(
  z.object({
    prompt: z.string().optional(),
    model: z.string(),
    seed: z.int().optional(),
    share: z.number().optional(),
    audio: z.boolean().optional(),
    references: z.array(z.string()).optional(),
    indices: z.array(z.int()).optional(),
    args: z.looseObject({}).optional(),
    wait: z.int().default(5),
    taken_away: z.string().nullable().optional(),
    length: z.union([z.number(), z.string()]).optional(),
    flag: z.union([z.boolean(), z.null()]).optional(),
    cells: z.array(z.object({ repeat: z.int().optional(), name: z.string().optional() })).optional(),
    by_model: z.record(z.string(), z.object({ seed: z.int().optional() })).optional(),
  }),
  { io: 'input' },
);

const meant = (given: unknown) => asMeant(given, schema);
/** A value together with one of the ways in which a client may send it. */
const sent = <Value>(values: fc.Arbitrary<Value>) =>
  fc.tuple(values, fc.constantFrom(as, JSON.stringify, padded)).map(([value, spell]) => ({
    value,
    sent: spell(value),
  }));
const as = (value: unknown): unknown => value;
const padded = (value: unknown) => ` ${JSON.stringify(value)}\n`;
const decimal = fc.integer({ min: -1e9, max: 1e9 }).map((cents) => cents / 100);
/** As JSON carries it, which knows no -0. */
const json = fc
  .dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 })
  .map((value) => JSON.parse(JSON.stringify(value)) as Record<string, unknown>);

describe('arguments as clients send them', () => {
  it('come out as they were meant, however numbers, switches, lists and objects are spelled', () => {
    fc.assert(
      fc.property(
        fc.record(
          {
            seed: sent(fc.integer()),
            share: sent(decimal),
            audio: sent(fc.boolean()),
            references: sent(fc.array(fc.string())),
            args: sent(json),
            cells: sent(fc.array(fc.record({ repeat: fc.nat(), name: fc.string() }))),
          },
          { requiredKeys: [] },
        ),
        (members) => {
          const pick = (which: 'value' | 'sent') =>
            Object.fromEntries(Object.entries(members).map(([name, member]) => [name, member[which]]));
          expect(meant(pick('sent'))).toEqual(pick('value'));
          expect(meant(JSON.stringify(pick('sent')))).toEqual(pick('value'));
        },
      ),
    );
  });

  it('stay as they are where they fit, whatever a text looks like', () => {
    fc.assert(
      fc.property(
        fc.record({
          model: fc.oneof(fc.string(), fc.constantFrom('42', 'true', 'null', '["a"]', '{"a":1}', ' 5 ')),
          prompt: fc.oneof(
            fc.string(),
            fc.jsonValue().map((value) => JSON.stringify(value)),
          ),
          length: fc.oneof(fc.integer(), fc.constantFrom('5', '5s', 'null')),
          references: fc.array(fc.constantFrom('42', '[1]', 'a.png')),
          args: json,
        }),
        (given) => {
          expect(meant(given)).toEqual(given);
        },
      ),
    );
  });

  it('are absent where an optional one is null, and only there', () => {
    expect(
      meant({
        model: null,
        prompt: null,
        seed: null,
        wait: null,
        args: null,
        references: 'null',
        audio: 'null',
      }),
    ).toEqual({ model: null });
    expect(meant({ taken_away: null, flag: null, args: { seed: null }, references: [null] })).toEqual({
      taken_away: null,
      flag: null,
      args: { seed: null },
      references: [null],
    });
    expect(meant(null)).toBeNull();
  });

  it('are read within lists and objects, too', () => {
    expect(
      meant({
        indices: ['3', 4, ' 5 '],
        cells: '[{"repeat":"2","name":"7"},{"repeat":null}]',
        by_model: { kling: '{"seed":"1"}', veo: { seed: 'null' } },
      }),
    ).toEqual({
      indices: [3, 4, 5],
      cells: [{ repeat: 2, name: '7' }, {}],
      by_model: { kling: { seed: 1 }, veo: {} },
    });
  });

  it.each<[string, unknown]>([
    ['seed', '0x10'],
    ['seed', '1e3'],
    ['seed', '007'],
    ['seed', '5s'],
    ['seed', ''],
    ['seed', '12345678901234567890'],
    ['seed', 'Infinity'],
    ['seed', true],
    ['audio', 'yes'],
    ['audio', '1'],
    ['audio', 0],
    ['references', 'hero.png'],
    ['references', 'a.png, b.png'],
    ['references', '["a.png"'],
    ['references', '{"a":1}'],
    ['args', '[1]'],
    ['args', 'cfg=1'],
    ['args', '{"a":1,}'],
    ['prompt', 42],
    ['args', `${'{"a":'.repeat(200)}1${'}'.repeat(200)}`],
    ['args', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['references', JSON.stringify(Array.from({ length: 20_000 }, () => ''))],
    ['nobody_knows', '5'],
    ['toString', '5'],
  ])('stay as they came where they could mean anything else: %s %j', (name, value) => {
    expect(meant({ [name]: value })).toEqual({ [name]: value });
  });

  it('that are nested deeper than any stack is are not gone into', () => {
    let deep: unknown = '5';
    for (let depth = 0; depth < 50_000; depth += 1) deep = { a: deep };
    expect(meant({ args: deep })).toMatchObject({ args: { a: {} } });
  });

  it('cannot reach the prototype', () => {
    const read = meant('{"__proto__":{"quote_id":"x"},"args":"{\\"__proto__\\":{\\"a\\":1}}"}') as {
      args: object;
    };
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
    expect(Object.getPrototypeOf(read.args)).toBe(Object.prototype);
    expect('quote_id' in read).toBe(false);
  });
});
