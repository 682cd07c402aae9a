import { describe, expect, it } from 'vitest';
import { redact, safeText, safeValue } from './safe-text.ts';
import { rememberSecret } from './secrets.ts';

describe('text from outside', () => {
  it('loses terminal codes and characters that cannot be seen', () => {
    expect(safeText('\u001b[31mred\u001b[0m a\u202eb\u200bc\u0007')).toBe('red abc');
  });

  it.each([
    [
      'links and titles of a terminal',
      'see \u001b]8;;https://a.example\u001b\\this\u001b]8;;\u001b\\ and \u001b]0;title\u0007that',
      'see this and that',
    ],
    ['a code that never ends', 'one \u001b]two \u001b]three', 'one two three'],
    ['a code that ends too late', `a\u001b]${'b'.repeat(3_000)}\u0007`, `a${'b'.repeat(3_000)}`],
    ['other strings for terminals', 'a\u001bP1;2qdevice\u001b\\b\u009dosc\u009cc\u001b_app\u0007d', 'abcd'],
    [
      'tags',
      `flag${Array.from('ignore this', (letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0))).join('')}`,
      'flag',
    ],
    ['soft hyphens and joiners of nothing', 'hy\u00adphen\u034fated\u2060\u180e\u3164\ufff9', 'hyphenated'],
    ['bytes hidden in selectors', 'a\ufe01\ufe02\ufe0f\u{e0121}\u{e0122}b', 'ab'],
    ['halves of characters', 'a\ud800b\udc00c', 'abc'],
  ])('loses %s', (_, text, clean) => {
    expect(safeText(text, 5_000)).toBe(clean);
  });

  it.each(['👩‍👩‍👧‍👦 🏳️‍🌈 ❤️‍🔥 👩🏽‍🚀 1️⃣', 'می‌خواهم', 'क्‍ष', '葛󠄀城', 'a\tb\nc', 'Größe naïve 日本語 עברית'])(
    'keeps what needs such characters: %s',
    (text) => expect(safeText(text)).toBe(text),
  );

  it('is cut, and says how much is missing', () => {
    expect(safeText('x'.repeat(90), 10)).toBe(`${'x'.repeat(10)}… (80 characters left out)`);
  });

  it('is not cut where the note would be longer than what is missing', () => {
    expect(safeText('x'.repeat(12), 10)).toBe('x'.repeat(12));
    expect(safeText('x'.repeat(40), 10)).toBe('x'.repeat(40));
    expect(safeText('x'.repeat(41), 10)).toContain('(31 characters left out)');
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

  it('does not end in half a secret, nor lose what stands before a very long part', () => {
    rememberSecret('0a1b2c3d-id:5e6f7a8b9c0d1e2f');
    // Wherever the cut is made, in some of these it goes through the secret, and all before it is cleaned away.
    for (let codes = 3_500; codes < 5_500; codes++) {
      const text = `${'\u001b[0m'.repeat(codes)}5e6f7a8b9c0d1e2f${'\u001b[0m'.repeat(9_000)}`;
      expect(safeText(text)).not.toContain('5e6f');
    }
    const picture = `bad input: data:image/png;base64,${'A'.repeat(1_000_000)}`;
    expect(safeText(picture)).toMatch(/^bad input: \[data URI\]… \(\d+ characters left out\)$/);
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
