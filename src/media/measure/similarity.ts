/**
 * A move, turn and zoom of the plane: (x, y) goes to (a·x − b·y + u, b·x + a·y + v). Pixels, y downwards.
 */
export interface Similarity {
  a: number;
  b: number;
  u: number;
  v: number;
}

export const IDENTITY: Similarity = { a: 1, b: 0, u: 0, v: 0 };

/** First `inner`, then `outer`. */
export function compose(outer: Similarity, inner: Similarity): Similarity {
  return {
    a: outer.a * inner.a - outer.b * inner.b,
    b: outer.b * inner.a + outer.a * inner.b,
    u: outer.a * inner.u - outer.b * inner.v + outer.u,
    v: outer.b * inner.u + outer.a * inner.v + outer.v,
  };
}

/** The way back. */
export function invert({ a, b, u, v }: Similarity): Similarity {
  const square = a * a + b * b;
  const [backA, backB] = [a / square, -b / square];
  return { a: backA, b: backB, u: -(backA * u - backB * v), v: -(backB * u + backA * v) };
}

/** The same, between pictures `scale` times as large. */
export const enlarged = ({ a, b, u, v }: Similarity, scale: number): Similarity => ({
  a,
  b,
  u: u * scale,
  v: v * scale,
});
