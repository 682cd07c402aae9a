import { describe, expect, it } from 'vitest';
import { canonicalJson } from './canonical-json.ts';

describe('canonical JSON', () => {
  it('is the same whatever the order of keys, at any depth', () => {
    expect(canonicalJson({ b: 1, a: [{ d: 0, c: false }] })).toBe('{"a":[{"c":false,"d":0}],"b":1}');
  });
  it('tells 0, false, "" and null apart, and leaves undefined out', () => {
    expect(canonicalJson({ a: 0, b: false, c: '', d: null, e: undefined })).toBe(
      '{"a":0,"b":false,"c":"","d":null}',
    );
  });
});
