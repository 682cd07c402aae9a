import { createInterface } from 'node:readline/promises';
import type { Surroundings } from './parts.ts';
import type { Printer } from './print.ts';

interface Person {
  printer: Printer;
  stdin: Surroundings['stdin'];
  signal: AbortSignal;
}

/** Asks the person at the terminal; where nobody sits there, nobody agrees. */
export async function saysYes(question: () => string, { printer, stdin, signal }: Person): Promise<boolean> {
  if (printer.json || !printer.live || !stdin.isTTY) return false;
  const lines = createInterface({ input: stdin });
  try {
    printer.ask(`${question()} [y/N] `);
    const answer = await lines.question('', { signal });
    return /^y(es)?$/i.test(answer.trim());
  } catch {
    // Ctrl-C is a no.
    return false;
  } finally {
    lines.close();
  }
}
