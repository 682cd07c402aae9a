/**
 * The covariance of strengths whose mean is held at 0, from their information matrix H: C H⁻¹ C with C = I - 11ᵀ/n.
 * H must be positive definite, which the prior sees to.
 */
export function centredCovariance(information: readonly (readonly number[])[]): number[][] {
  const inverse = invert(information);
  const rowMeans = inverse.map(mean);
  const whole = mean(rowMeans);
  return inverse.map((row, i) =>
    row.map((value, j) => value - (rowMeans[i] ?? 0) - (rowMeans[j] ?? 0) + whole),
  );
}

/** Gauss and Jordan; no pivoting is needed for a matrix that is positive definite. */
function invert(matrix: readonly (readonly number[])[]): number[][] {
  const size = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let column = 0; column < size; column++) {
    const pivot = rows[column] ?? [];
    const scale = pivot[column] ?? 1;
    for (let k = 0; k < pivot.length; k++) pivot[k] = (pivot[k] ?? 0) / scale;
    for (const row of rows) {
      const factor = row === pivot ? 0 : (row[column] ?? 0);
      if (factor === 0) continue;
      for (let k = 0; k < row.length; k++) row[k] = (row[k] ?? 0) - factor * (pivot[k] ?? 0);
    }
  }
  return rows.map((row) => row.slice(size));
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
