import { expect, it } from 'vitest';
import { besideOnly } from './addresses.ts';

it('an address is a file beside the page, or none', () => {
  expect(besideOnly('cells/a b.mp4')).toBe('cells/a b.mp4');
  expect(besideOnly('../clip.mp4')).toBe('../clip.mp4');
  const others = [
    'https://fal.media/x.mp4',
    'javascript:alert(1)',
    '//host/x',
    '\\\\host\\x',
    'data:text/html,x',
    '',
    null,
  ];
  for (const other of others) expect(besideOnly(other)).toBeNull();
});
