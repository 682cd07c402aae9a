import { describe, expect, it } from 'vitest';
import { openSimulator } from '../../test/support/open-simulator.ts';
import { parseRecordings } from './recordings.ts';

const ENDPOINT = 'fal-ai/vidu/q3/image-to-video';
const good = { status: 200, body: {} };

function refusal(recording: unknown): string {
  try {
    parseRecordings({ [ENDPOINT]: recording });
  } catch (error) {
    expect(error).toMatchObject({ code: 'INVALID_RECORDINGS', fault: 'input' });
    return (error as Error).message.replaceAll(`"${ENDPOINT}"`, 'IT');
  }
  throw new Error('it was taken');
}

describe('recorded answers are refused with their place, what stands there and what may', () => {
  const ONE = 'Known here: status, headers, body.';
  it.each<[string, unknown, string]>([
    [
      'a mistyped part',
      { resutl: good },
      `IT.resutl is ${JSON.stringify(good)}; no such key (did you mean result?). Known here: price, submit, status, result.`,
    ],
    [
      'a mistyped member',
      { result: [good, { ...good, haeders: {} }] },
      `IT.result[1].haeders is {}; no such key`,
    ],
    [
      'a mistyped member of a single answer',
      { submit: { ...good, code: 5 } },
      `IT.submit.code is 5; no such key. ${ONE}`,
    ],
    [
      'a mistyped price',
      { price: { unit_price: 1, unit: 's', currency: 'USD' } },
      'Known here: unit_price, unit.',
    ],
    ['a price that is none', { price: { unit_price: 0, unit: 's' } }, 'IT.price.unit_price is 0; '],
    ['word that an answer will come', { status: { ...good, status: 101 } }, 'IT.status.status is 101; '],
    ['a status of no kind', { result: [{ ...good, status: 600 }] }, 'IT.result[0].status is 600; '],
    [
      'an answer without a body',
      { result: { status: 502 } },
      'IT.result.body is missing; an empty one is "".',
    ],
    ['an answer without a status', { result: { body: {} } }, 'IT.result.status is missing.'],
    ['no answers', { result: [] }, 'IT.result is []; '],
    [
      'several answers to the one POST',
      { submit: [good] },
      `IT.submit is ${JSON.stringify([good])}; expected object`,
    ],
    [
      'a header that is no text',
      { result: { ...good, headers: { n: 5 } } },
      'IT.result.headers.n is 5; expected string',
    ],
    [
      'a name that no header has',
      { result: { ...good, headers: { 'a b': 'x' } } },
      'IT.result.headers.a b is "x"; HTTP has no',
    ],
    [
      'a value on two lines',
      { result: { ...good, headers: { a: 'x\r\nb: y' } } },
      String.raw`IT.result.headers.a is "x\r\nb: y"; HTTP has no`,
    ],
    [
      'a value that is no ASCII',
      { result: { ...good, headers: { a: '€' } } },
      'IT.result.headers.a is "€"; HTTP has no',
    ],
    [
      'a length of that day',
      { result: { ...good, headers: { 'Content-Length': '9' } } },
      'IT.result.headers.Content-Length is "9"; leave it out',
    ],
  ])('%s', (_, recording, said) => {
    expect(refusal(recording)).toContain(said);
  });

  it('an id that fal could not have, whose answers nobody would ever get', async () => {
    const recordings = parseRecordings({ 'fal-aii/vidu/q3': { result: good } });
    await expect(openSimulator({ recordings })).rejects.toMatchObject({
      code: 'INVALID_RECORDINGS',
      message: expect.stringContaining('"fal-aii/vidu/q3" is no endpoint id') as string,
    });
  });
});

it('names of headers are read in whatever case they were written', () => {
  const result = { ...good, headers: { 'X-Fal-Billable-Units': '5' } };
  expect(parseRecordings({ [ENDPOINT]: { result } })[ENDPOINT]?.result).toEqual([
    { ...good, headers: { 'x-fal-billable-units': '5' } },
  ]);
});
