import type { Printer } from './print.ts';

/** So much is read in half a second. */
const LONG_BYTES = 16 << 20;

/** Says that a long history is read, and how far: a line that changes, or, where nothing can be painted over, one line. */
export function sayReading(printer: Printer): (done: number, total: number) => void {
  let draw: ReturnType<Printer['startDrawing']> | null = null;
  return (done, total) => {
    if (draw === null) {
      if (total - done < LONG_BYTES) return;
      if (!printer.live) printer.note(`Reading the history of this project, ${Math.round(total / 1e6)} MB.`);
      draw = printer.live ? printer.startDrawing() : () => undefined;
    }
    draw([`Reading the history of this project: ${Math.floor((100 * done) / total)} %`]);
    if (done === total) draw = null;
  };
}
