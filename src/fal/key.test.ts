import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { falOn, hostsOn, TEST_KEY } from '../../test/support/fal-on.ts';
import { closedOrigin, type ScriptedAnswer, ScriptedServer } from '../../test/support/scripted-server.ts';
import { createFal } from './index.ts';
import type { FalWithSubmit } from './types.ts';

const SECRET = TEST_KEY.split(':')[1] ?? '';
const everythingIn = (value: unknown) =>
  inspect(value, { depth: Infinity, showHidden: true, maxStringLength: Infinity });

/** The text as it reads when every escape in it is undone. */
function unescaped(text: string): string {
  const plain = text.replaceAll(/(?:\\+u00|%|&#x)([0-9a-f]{2});?/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return plain === text ? text : unescaped(plain);
}

describe('a key', () => {
  it.each([
    '',
    'id: secret-secret',
    'id:secret-secret\n',
    'id:secret-secret\r\nx-evil: 1',
    'id:sécret-secret',
    '\u200bid:secret-secret',
  ])('that could not stand in a header is refused and not repeated: %j', (key) => {
    let thrown: unknown;
    try {
      createFal({ key, hosts: hostsOn('http://127.0.0.1:1') });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ fault: 'configuration', code: 'BAD_KEY_FORMAT' });
    if (key !== '') expect(everythingIn(thrown)).not.toContain('cret-secret');
  });
});

describe.each(['http', 'fal-client'] as const)('the key over %s', (transport) => {
  let server: ScriptedServer;
  let fal: FalWithSubmit;
  /** For what never comes: a busy machine may give up on the rest, too. */
  let hasty: FalWithSubmit;
  let nowhere: FalWithSubmit;

  beforeAll(async () => {
    server = await ScriptedServer.start();
    fal = falOn(server.origin, { transport });
    hasty = falOn(server.origin, { transport, timeouts: { submit: 60, call: 60 } });
    nowhere = falOn(await closedOrigin(), { transport });
  });
  afterAll(async () => {
    await Promise.all([fal.close(), hasty.close(), nowhere.close(), server.close()]);
  });

  /** Answers that throw back whatever they were sent. */
  const echoes: [string, ScriptedAnswer][] = [
    ['a refusal', { status: 422, body: { detail: `You sent Key ${TEST_KEY}` } }],
    [
      'a list of problems',
      { status: 422, body: { detail: [{ loc: [TEST_KEY], msg: SECRET, type: TEST_KEY, ctx: { SECRET } }] } },
    ],
    ['a 401', { status: 401, body: { detail: `Invalid key ${TEST_KEY}`, error_type: SECRET } }],
    ['a web page', { body: `<html>${TEST_KEY} ${SECRET}</html>` }],
    [
      'a good answer',
      { body: { request_id: 'r1', status: TEST_KEY, status_url: `https://x.example/?k=${SECRET}` } },
    ],
    ['a header', { status: 500, headers: { 'x-fal-request-id': TEST_KEY, 'x-fal-error-type': SECRET } }],
    ['a redirect', { status: 302, headers: { location: `https://x.example/${TEST_KEY}` } }],
    ['a lost connection', { destroy: 'after-reading' }],
    ['half an answer', { body: { detail: TEST_KEY }, destroy: 'mid-answer' }],
    ['silence', { afterMs: 1_000 }],
  ];

  /** The key in the spellings that JSON, URLs and web pages have for it; once inside a text that is JSON itself. */
  const escaped = (each: (code: string) => string) =>
    Array.from(TEST_KEY, (character) => each(character.charCodeAt(0).toString(16))).join('');
  const spellings: [string, ScriptedAnswer][] = [
    ['\\u', { body: `{"request_id":"r1","echo":"${escaped((hex) => `\\u00${hex}`)}"}` }],
    ['\\u, in the name of a member', { body: `{"request_id":"r1","${escaped((hex) => `\\u00${hex}`)}":1}` }],
    [
      '\\u, here and there',
      { body: `{"a":"${TEST_KEY.replaceAll('e', '\\u0065').replaceAll(':', '\\u003A')}"}` },
    ],
    ['JSON inside JSON', { body: { json_input: `{"a":"${escaped((hex) => `\\u00${hex}`)}"}` } }],
    ['JSON that was cut off', { body: `{"a":"${escaped((hex) => `\\u00${hex}`)}","b":` }],
    ['percent signs', { body: { detail: `https://x.example/?key=${escaped((hex) => `%${hex}`)}` } }],
    ['a page of character references', { body: `<p>${escaped((hex) => `&#x${hex};`)}</p>` }],
    ['a refusal', { status: 422, body: `{"detail":"${escaped((hex) => `\\u00${hex}`)}"}` }],
  ];

  it.each(spellings)('appears nowhere when it comes back spelled with %s', async (_, answer) => {
    server.on('POST /a/b', answer).on('GET /a/b/requests/r1', answer);
    const ends = await Promise.allSettled([
      fal.submit('a/b', {}, {}),
      fal.result(fal.handleFor('a/b', 'r1')),
    ]);
    const all = everythingIn(ends);
    expect(all).toContain('[key]');
    expect(unescaped(all)).not.toContain(SECRET);
  });

  it.each(echoes)('appears nowhere in what comes of %s', async (_, answer) => {
    server
      .on('POST /a/b', answer)
      .on('GET /a/b/requests/r1/status', answer)
      .on('GET /a/b/requests/r1', answer)
      .on('PUT /a/b/requests/r1/cancel', answer)
      .on('GET /v1/models/pricing', answer);
    const asked = answer.afterMs === undefined ? fal : hasty;
    const handle = asked.handleFor('a/b', 'r1');
    const ends = await Promise.allSettled([
      asked.submit('a/b', {}, {}),
      asked.status(handle),
      asked.result(handle),
      asked.cancel(handle),
      asked.unitPrices(['a/b']),
      asked.download({
        url: `${server.origin}/${SECRET}`,
        destination: join(tmpdir(), 'fal-key-test'),
        maxBytes: 1,
      }),
    ]);
    expect(everythingIn(ends)).not.toContain(SECRET);
  });

  it('appears nowhere when fal is not reached', async () => {
    const handle = nowhere.handleFor('a/b', 'r1');
    const ends = await Promise.allSettled([
      nowhere.submit('a/b', {}, {}),
      nowhere.result(handle),
      nowhere.cancel(handle),
    ]);
    expect(everythingIn(ends)).toContain('ECONNREFUSED');
    expect(everythingIn(ends)).not.toContain(SECRET);
  });
});
