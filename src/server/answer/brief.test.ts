import { describe, expect, it } from 'vitest';
import { brief } from './brief.ts';

describe('a text in one line', () => {
  it('stays whole where it fits', () => {
    expect(brief('It makes sound.', 20)).toBe('It makes sound.');
  });

  it('keeps whole sentences, and says nothing of what is left out', () => {
    expect(brief('It always makes sound. It does image-to-video, with many fields.', 40)).toBe(
      'It always makes sound.',
    );
    expect(brief('$0.042 a second. No more.', 17)).toBe('$0.042 a second.');
  });

  it('keeps whole words of a sentence that is too long', () => {
    expect(brief('one two three, four five six', 17)).toBe('one two three…');
    expect(brief('x'.repeat(30), 10)).toBe(`${'x'.repeat(10)}…`);
  });
});
