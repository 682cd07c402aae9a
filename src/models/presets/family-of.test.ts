import { describe, expect, it } from 'vitest';
import { familyBeginnings, familyOf } from './family-of.ts';

const beginnings = familyBeginnings([
  { family: 'veo', matches: ['fal-ai/veo3', 'fal-ai/veo3.1'] },
  { family: 'pixverse', matches: ['fal-ai/pixverse'] },
  { family: 'pixverse-5', matches: ['fal-ai/pixverse/v5'] },
  { family: 'flux', matches: ['fal-ai/flux'] },
]);

describe('the family of an endpoint', () => {
  it.each([
    ['fal-ai/veo3.1/fast', 'veo'],
    ['fal-ai/veo3.1', 'veo'],
    ['fal-ai/pixverse/v5/text-to-video', 'pixverse-5'],
    ['fal-ai/pixverse/v5.6/text-to-video', 'pixverse'],
    ['fal-ai/flux-realism', undefined],
    ['veo3.1/fast', undefined],
    ['', undefined],
  ])('of %j is %s: by whole segments, the longest wins', (id, family) => {
    expect(familyOf(id, beginnings)).toBe(family);
  });
});
