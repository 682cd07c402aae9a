import { describe, expect, it } from 'vitest';
import { redact, rememberSecret, safeText, safeValue } from './safe-text.ts';

describe('text from outside', () => {
  it('loses terminal codes and characters that cannot be seen', () => {
    expect(safeText('\u001b[31mred\u001b[0m a\u202eb\u200bc\u0007')).toBe('red abc');
  });

  it('is cut, and says how much is missing', () => {
    expect(safeText('x'.repeat(12), 10)).toBe(`${'x'.repeat(10)}… (2 characters left out)`);
  });

  it('never holds the key, whole or its secret half, or an authorization', () => {
    rememberSecret('0a1b2c3d-id:5e6f7a8b9c0d1e2f');
    const text = 'Key abc.def-ghi:jkl and 0a1b2c3d-id:5e6f7a8b9c0d1e2f and 5e6f7a8b9c0d1e2f';
    expect(redact(text)).toBe('Key [key] and [key] and [key]');
  });

  it('loses signatures in URLs and data URIs, and keeps the rest of the URL', () => {
    expect(redact('https://a.b/c?x=1&token=abcdef&y=2')).toBe('https://a.b/c?x=1&token=[removed]&y=2');
    expect(redact(`data:image/png;base64,${'A'.repeat(60)}`)).toBe('[data URI]');
  });

  it('keeps words that only resemble secrets', () => {
    expect(redact('the author of Monkey Island')).toBe('the author of Monkey Island');
  });

  it('is cleaned at any depth, without the echo of the input', () => {
    rememberSecret('another:verysecretvalue');
    expect(
      safeValue({
        detail: [{ msg: 'bad verysecretvalue', input: 'my prompt', loc: ['body', 0] }],
        author: 'me',
      }),
    ).toEqual({ detail: [{ msg: 'bad [key]', loc: ['body', 0] }], author: 'me' });
  });
});
