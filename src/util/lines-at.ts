import { createReadStream } from 'node:fs';

/** The texts of these lines of a file, by their numbers from 1 on. The file may be longer than a text can be. */
export async function linesAt(path: string, numbers: ReadonlySet<number>): Promise<Map<number, string>> {
  const found = new Map<number, string>();
  if (numbers.size === 0) return found;
  let number = 1;
  let parts: Buffer[] = [];
  const end = () => {
    if (numbers.has(number)) found.set(number, Buffer.concat(parts).toString('utf8'));
    parts = [];
    number++;
  };
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    let start = 0;
    for (let newline = chunk.indexOf(0x0a); newline !== -1; newline = chunk.indexOf(0x0a, start)) {
      if (numbers.has(number)) parts.push(chunk.subarray(start, newline));
      end();
      start = newline + 1;
    }
    if (numbers.has(number)) parts.push(chunk.subarray(start));
  }
  end();
  return found;
}
