import { describe, expect, it } from 'vitest';
import { matroskaBytes } from './declared-bytes.ts';

const matroska = (header: string, segment: string) =>
  Buffer.from(`1a45dfa3${header}18538067${segment}0000`, 'hex');

describe('matroskaBytes', () => {
  it('adds header and segment of a Matroska file', () => {
    // A header of 3 bytes, a segment of 0x1000 with its length in 8 bytes.
    expect(matroskaBytes(matroska('83aabbcc', '0100000000001000'))).toBe(4 + 1 + 3 + 4 + 8 + 0x1000);
    // The same with lengths in 2 bytes.
    expect(matroskaBytes(matroska('4003aabbcc', '5000'))).toBe(4 + 2 + 3 + 4 + 2 + 0x1000);
  });

  it('has no answer for a file that was written as a stream', () => {
    expect(matroskaBytes(matroska('83aabbcc', '01ffffffffffffff'))).toBeNull();
  });

  it('has no answer for other files and broken heads', () => {
    expect(matroskaBytes(Buffer.alloc(100))).toBeNull();
    expect(matroskaBytes(Buffer.from('1a45dfa3', 'hex'))).toBeNull();
    expect(matroskaBytes(matroska('00aabbcc', 'ff'))).toBeNull();
    expect(matroskaBytes(matroska('ffffffff', 'ff'))).toBeNull();
    expect(matroskaBytes(matroska('bfaabbcc', 'ff'))).toBeNull();
  });
});
