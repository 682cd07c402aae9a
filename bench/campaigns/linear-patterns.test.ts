import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { transformSync } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { parseAst } from 'vitest/node';
import { packageRoot } from '../../src/util/package-root.ts';

/**
 * Every regular expression of the sources over hostile text: runs of what it repeats, its own words over and over, and
 * an end that fits nothing. One that looks at each character a few times is done in milliseconds; one that begins
 * anew at each of them would need minutes, and is stopped.
 */
const CHARACTERS = 300_000;
const STOP_MS = 8_000;
const ENDS = ['\u0001', '\n\u0001'];

interface Pattern {
  source: string;
  flags: string;
}

const files = ['src', 'tools'].flatMap((folder) =>
  readdirSync(join(packageRoot, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((name) => name.endsWith('.ts') && !/\.(?:test|d)\.ts$/.test(name)),
);
const patterns = files
  .map((file) => [file, patternsIn(file)] as const)
  .filter(([, found]) => found.length > 0);

describe('every pattern over text is linear, in', () => {
  it.each(patterns)(
    '%s',
    (_, found) => expect(found.filter((pattern) => isSlow(pattern))).toEqual([]),
    // Far more than the worst file needs on a busy machine.
    300_000,
  );
});

it('a pattern that is not linear is told', () => {
  const ill = [
    String.raw`[.\s]+$`,
    String.raw`\s*\n\s*x`,
    String.raw`"(?:[^"\\]|\\.)*"|x`,
    String.raw`\u001b\].*\u0007`,
  ];
  // They would need minutes: a second is enough to see it.
  expect(ill.filter((source) => !isSlow({ source, flags: '' }, 1_000))).toEqual([]);
}, 300_000);

function patternsIn(file: string): Pattern[] {
  const { code } = transformSync(readFileSync(join(packageRoot, file), 'utf8'), {
    loader: 'ts',
    charset: 'utf8',
  });
  const found: Pattern[] = [];
  const visit = (node: unknown) => {
    if (typeof node !== 'object' || node === null) return;
    if ('regex' in node) {
      const { pattern, flags } = node.regex as { pattern: string; flags: string };
      found.push({ source: pattern, flags });
    }
    Object.values(node).forEach(visit);
  };
  visit(parseAst(code));
  // What repeats nothing is linear.
  return found.filter(({ source }) => /[*+]|\{\d*,/.test(source));
}

/** Whether a text is found that the pattern needs too long for. */
function isSlow({ source, flags }: Pattern, stopMs = STOP_MS): boolean {
  const sticky = flags.includes('y');
  const all = sticky || flags.includes('g') ? flags : `${flags}g`;
  const script = sticky
    ? 'new RegExp(source, flags).test(text)'
    : 'text.replaceAll(new RegExp(source, flags), "")';
  return hostileTo(source, flags).some(({ once = '', piece }) => {
    const run = once + piece.repeat(Math.ceil(CHARACTERS / piece.length));
    const text = ENDS.map((end) => run + end).join('');
    return !isDone(script, { source, flags: all, text }, stopMs);
  });
}

/** Stopped from outside: a pattern at work listens to nobody. */
function isDone(script: string, given: Record<string, string>, stopMs: number): boolean {
  try {
    runInContext(script, createContext(given), { timeout: stopMs });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return false;
    throw error;
  }
}

const ALPHABET = [...Array.from('aA0_ .-/\\"\'`<>()[]{}|*#&;:=@?+~%,$!'), '\n', '\t', '\u001b', '\u00e9'];
const ATOM = /\[(?:\\.|[^\]\\])+\]|\\[pP]\{[^}]+\}|\\.|[^\\[\](){}|^$*+?]/g;

/** What to repeat: each character that some part of the pattern takes, its words, and one behind the other. */
function hostileTo(source: string, flags: string): { once?: string; piece: string }[] {
  const atoms = (source.match(ATOM) ?? []).filter((atom) => !/^\\[bBkux]/.test(atom));
  const takes = atoms.map((atom) => new RegExp(`^(?:${atom})$`, flags.replaceAll(/[gy]/g, '')));
  const letters = ALPHABET.filter((letter) => takes.some((take) => take.test(letter))).slice(0, 14);
  const plain = source
    .replaceAll(/\\[ux]([0-9a-f]{4}|[0-9a-f]{2})/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    )
    .replaceAll(/\\(\W)/g, '$1');
  const words = [...new Set(plain.match(/[^\s\\[(){}|^$*+?]+/g) ?? [])].slice(0, 16);
  const [some, few] = [words.slice(0, 4), letters.slice(0, 6)];
  return [
    ...[...letters, ...words].map((piece) => ({ piece })),
    ...letters.slice(1).map((letter, at) => ({ piece: (letters[at] ?? '') + letter })),
    ...some.flatMap((word) => few.map((letter) => ({ piece: word + letter }))),
    ...some.flatMap((once) => few.map((piece) => ({ once, piece }))),
  ];
}
