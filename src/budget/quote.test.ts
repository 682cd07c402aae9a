import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkQuote, issueQuote, QUOTE_LIFETIME_MS, quoteSecret } from './quote.ts';

const secret = Buffer.alloc(32, 7);
const now = new Date('2026-11-20T12:00:00Z');
const subject = { endpoint_id: 'fal-ai/x', arguments: { prompt: 'walk', seed: 0 }, high: 300_000 };
const { quote_id } = issueQuote(subject, secret, now);
const unused = (_id: string) => false;
const check = (
  given: Partial<Parameters<typeof checkQuote>[1]> = {},
  id = quote_id,
  at = now,
  used = unused,
) => checkQuote(id, { ...subject, ...given }, secret, at, used);

describe('a quote', () => {
  it('is good for just what it was made for', () => {
    expect(() => check()).not.toThrow();
    expect(() => check({ arguments: { seed: 0, prompt: 'walk' } })).not.toThrow();
  });

  it.each([
    ['other arguments', { arguments: { prompt: 'run', seed: 0 } }],
    ['a seed of false instead of 0', { arguments: { prompt: 'walk', seed: false } }],
    ['another endpoint', { endpoint_id: 'fal-ai/y' }],
    ['another price', { high: 300_001 }],
  ])('is refused for %s', (_, other) => {
    expect(() => check(other)).toThrow(expect.objectContaining({ code: 'QUOTE_MISMATCH' }));
  });

  it('expires', () => {
    const later = new Date(now.getTime() + QUOTE_LIFETIME_MS + 1000);
    expect(() => check({}, quote_id, later)).toThrow(expect.objectContaining({ code: 'QUOTE_EXPIRED' }));
  });

  it('is used once', () => {
    expect(() => check({}, quote_id, now, (id) => id === quote_id)).toThrow(
      expect.objectContaining({ code: 'QUOTE_USED' }),
    );
  });

  it.each(['q_', 'q_abc', 'nonsense', `q_${'A'.repeat(32)}`])('cannot be made up: %s', (id) => {
    expect(() => check({}, id)).toThrow(/QUOTE|quote/);
  });
});

describe("the project's quote secret", () => {
  const newPath = async () => join(await mkdtemp(join(tmpdir(), 'quote-')), 'fal', 'quote.key');

  it('is made once and kept', async () => {
    const path = await newPath();
    const made = await quoteSecret(path);
    expect(await quoteSecret(path)).toEqual(made);
    expect(await readFile(path)).toEqual(made);
  });

  it('is made again when a crash left half of it', async () => {
    const path = await newPath();
    await quoteSecret(path);
    await writeFile(path, 'half');
    expect(await quoteSecret(path)).toHaveLength(32);
  });

  it('lives with the process where nothing can be written', async () => {
    const file = await newPath();
    await quoteSecret(file);
    expect(await quoteSecret(join(file, 'below-a-file', 'quote.key'))).toHaveLength(32);
  });
});
