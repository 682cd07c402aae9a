import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { liftDataUris } from './lift-data-uris.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fal-video-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
const fileFor = (number: number) => join(folder, String(number));

async function lifted(text: string, size: number, into: ((number: number) => string) | undefined = fileFor) {
  async function* pieces() {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += size) {
      await Promise.resolve();
      yield bytes.subarray(at, at + size);
    }
  }
  const passed: Buffer[] = [];
  for await (const piece of liftDataUris(pieces(), into)) passed.push(Buffer.from(piece));
  return Buffer.concat(passed).toString();
}

describe('the data URIs of a JSON text', () => {
  it('become files, wherever the text is cut, and a number stands in their place', async () => {
    const [first, second] = [randomBytes(100), randomBytes(101)];
    const uri = (bytes: Buffer) => `data:image/png;base64,${bytes.toString('base64')}`;
    const text = JSON.stringify({
      images: [{ url: uri(first) }, { url: uri(second).replaceAll('/', '\\/') }],
      'dé"\\': 'data:',
      prompt: 'data:image/png;base64 is no "URI", \\data:',
    }).replaceAll('\\\\/', '\\/');
    for (const size of [1, 2, 3, 7, 64, 10_000]) {
      const body = JSON.parse(await lifted(text, size)) as { images: { url: string }[] };
      expect(body).toEqual({
        images: [{ url: 'data:image/png;base64,[1]' }, { url: 'data:image/png;base64,[2]' }],
        'dé"\\': 'data:',
        prompt: 'data:image/png;base64 is no "URI", \\data:',
      });
      expect(await readFile(fileFor(1))).toEqual(first);
      expect(await readFile(fileFor(2))).toEqual(second);
    }
  });

  it('are dropped where nobody wants them', async () => {
    const text = JSON.stringify({ video: { url: 'data:video/mp4;base64,AAAA' } });
    expect(await lifted(text, 5, undefined)).toBe('{"video":{"url":"data:video/mp4;base64,[1]"}}');
  });

  it.each([
    ['without a type', 'data:;base64,', 'base64'],
    ['with line ends between the digits', 'data:image/png;base64,', 'lines'],
    ['with every digit escaped', 'data:image/png;base64,', 'escapes'],
    ['in capitals', 'DATA:image/png;BASE64,', 'base64'],
    ['as text', 'data:image/svg+xml;charset=utf-8,', 'text'],
    ['as text with percents', 'data:image/svg+xml,', 'percents'],
  ] as const)('%s become files with the same bytes', async (_, head, form) => {
    const svg = '<svg xmlns="a\\b">😀é "100%" 5%3</svg>';
    const bytes = form === 'text' || form === 'percents' ? Buffer.from(svg) : randomBytes(1001);
    const digits = bytes.toString('base64');
    const payload = {
      base64: digits,
      lines: digits.replaceAll(/(.{76})/g, '$1\r\n'),
      escapes: digits,
      text: svg.replaceAll('%', '%25'),
      percents: encodeURIComponent(svg),
    }[form];
    const escape = (text: string) =>
      text.replaceAll(/[^,]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
    const written = form === 'escapes' ? `"${head}${escape(payload)}"` : JSON.stringify(head + payload);
    for (const size of [1, 5, 64, 100_000]) {
      expect(JSON.parse(await lifted(`{"a":${written}}`, size))).toEqual({ a: `${head}[1]` });
      expect(bytes.equals(await readFile(fileFor(1)))).toBe(true);
    }
  });

  it('are all that changes: any other JSON passes as it is', async () => {
    const text = fc.json().filter((json) => !/data:[^"]*,/i.test(json));
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (json, size) => {
        expect(await lifted(json, size)).toBe(json);
      }),
    );
  });
});
