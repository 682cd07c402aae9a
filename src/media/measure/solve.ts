/** Solves a small system of equations with a symmetric matrix (rows one after the other), by elimination. `null` where it has no one answer. */
export function solve(matrix: Float64Array, right: Float64Array): Float64Array | null {
  const size = right.length;
  const rows = Float64Array.from(matrix);
  const answer = Float64Array.from(right);
  const at = (row: number, column: number) => rows[row * size + column] ?? 0;
  for (let pivot = 0; pivot < size; pivot++) {
    const diagonal = at(pivot, pivot);
    if (!(Math.abs(diagonal) > 1e-12)) return null;
    for (let row = pivot + 1; row < size; row++) {
      const factor = at(row, pivot) / diagonal;
      for (let column = pivot; column < size; column++) {
        rows[row * size + column] = at(row, column) - factor * at(pivot, column);
      }
      answer[row] = (answer[row] ?? 0) - factor * (answer[pivot] ?? 0);
    }
  }
  for (let row = size - 1; row >= 0; row--) {
    let rest = answer[row] ?? 0;
    for (let column = row + 1; column < size; column++) rest -= at(row, column) * (answer[column] ?? 0);
    answer[row] = rest / at(row, row);
  }
  return answer;
}
