import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkQuote, issueQuote, QUOTE_LIFETIME_MS, quoteSecret } from './quote.ts';

const secret = Buffer.alloc(32, 7);
const now = new Date('2026-11-20T12:00:00Z');
const step = {
  key: '',
  endpoint_id: 'fal-ai/x',
  arguments: { prompt: 'walk', seed: 0 } as Record<string, unknown>,
};
const subject = { experiment: null, steps: [step], reserved: 300_000 };
const { quote_id } = issueQuote(subject, secret, now);
const unused = (_id: string) => false;
const terms = ({
  reserved = subject.reserved,
  ...more
}: Partial<typeof step & { reserved: number | null }>) => ({
  experiment: null,
  steps: [{ ...step, ...more }],
  reserved,
});
const check = (
  given: Partial<typeof step & { reserved: number | null }> = {},
  id = quote_id,
  at = now,
  used = unused,
) => checkQuote(id, terms(given), secret, at, used);

describe('a quote', () => {
  it('is good for just what it was made for', () => {
    expect(() => check()).not.toThrow();
    expect(() => check({ arguments: { seed: 0, prompt: 'walk' } })).not.toThrow();
  });

  it.each([
    ['other arguments', { arguments: { prompt: 'run', seed: 0 } }],
    ['a seed of false instead of 0', { arguments: { prompt: 'walk', seed: false } }],
    ['another endpoint', { endpoint_id: 'fal-ai/y' }],
    ['a higher price', { reserved: 300_001 }],
    ['a price that is no longer known', { reserved: null }],
  ])('is refused for %s', (_, other) => {
    expect(() => check(other)).toThrow(expect.objectContaining({ code: 'QUOTE_MISMATCH' }));
  });

  it('is good for a price that has fallen: the user agreed to more', () => {
    expect(() => check({ reserved: 299_999 })).not.toThrow();
  });

  it('says what was agreed to where the price has risen', () => {
    expect(() => check({ reserved: 450_000 })).toThrow(
      'The quote is for $0.30, and this now needs $0.45. Nothing was sent.',
    );
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

  it.each(['q_', 'q_abc', 'nonsense', `q_${'A'.repeat(40)}`])('cannot be made up: %s', (id) => {
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

  it('is the same for all who ask for it at once, the first time', async () => {
    for (let round = 0; round < 20; round++) {
      const path = await newPath();
      const secrets = await Promise.all(Array.from({ length: 20 }, () => quoteSecret(path)));
      expect(new Set(secrets.map((one) => one.toString('hex')))).toEqual(
        new Set([secrets[0]?.toString('hex')]),
      );
      expect(secrets[0]).toHaveLength(32);
    }
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
