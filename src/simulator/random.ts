/**
 * A number in 0..1 that depends on nothing but its keys (mulberry32 over a mixed seed). Draws are not taken
 * from a sequence, so that concurrent calls cannot change each other's chance and a seed repeats exactly.
 */
export function roll(...keys: readonly number[]): number {
  let state = 0x9e3779b9;
  for (const key of keys) {
    state = Math.imul(state ^ key, 0x85ebca6b);
    state ^= state >>> 13;
  }
  let t = (state + 0x6d2b79f5) | 0;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
}
