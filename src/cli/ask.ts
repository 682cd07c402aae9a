import { createInterface } from 'node:readline/promises';
import type { ProcessIO } from './dependencies.ts';
import type { Printer } from './print.ts';

interface Person {
  printer: Printer;
  stdin: ProcessIO['stdin'];
  signal: AbortSignal;
}

/** Whether somebody sits at the terminal, and is not a program. */
export const canAsk = ({ printer, stdin }: Pick<Person, 'printer' | 'stdin'>) =>
  !printer.json && printer.live && (stdin.isTTY ?? false);

/** Asks the person at the terminal; where nobody sits there, nobody agrees. */
export async function saysYes(question: string, { printer, stdin, signal }: Person): Promise<boolean> {
  if (!canAsk({ printer, stdin })) return false;
  const lines = createInterface({ input: stdin });
  try {
    printer.ask(`${question} [y/N] `);
    const answer = await lines.question('', { signal });
    return /^y(es)?$/i.test(answer.trim());
  } catch {
    // Ctrl-C is a no.
    return false;
  } finally {
    lines.close();
  }
}
