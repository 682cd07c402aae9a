// The words of the project, once each: docs/glossary.md says what stands. Here are those that were given up, and what is said
// instead. Fails with a line for each that is back: in names and names of files of src, tools, bench and test, and in what
// people read (texts of the program, references, SKILL.md). CHANGELOG and docs/decisions keep the words of their day.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../src/util/package-root.ts';
import { filesBelow } from './files-below.ts';

/** Parts of names: `shelf` is also in `openLiveShelf` and `live-shelf.ts`. */
const NAMES = {
  shelf: 'store',
  shelves: 'stores',
  studio: 'renderer',
  workshop: 'context',
  workbench: 'context',
  booth: 'voting panel',
  moot: 'ignored',
  doubts: 'caveats',
  surroundings: 'io (ProcessIO)',
  luck: 'failure breaker',
  slips: 'editDistance',
  whence: 'where it was found (FOUND_BY)',
  mend: 'fix',
  mends: 'fixes',
  mended: 'fixed',
  wishes: 'options',
  filed: 'finalized',
};

/** Whole names of code, whose parts go on elsewhere; in prose the same words are free. */
const WHOLE_NAMES = {
  Parts: 'Dependencies',
  HttpWish: 'ListenOptions',
  GridWish: 'GridOptions',
  LookedUp: 'FetchedModel',
  createLookUp: 'createFetchSchema',
  lookUp: 'findLost for jobs, fetchSchema for models',
  lookAt: 'inspectCell for videos, a name of its own for others',
  Looks: 'Inspections',
  seenOf: 'inspectionOf',
  Hands: 'MediaParts',
  Painting: 'RenderedPicture',
  Drivers: 'Runner',
  carryOn: 'run',
  fileAway: 'finalize',
  takeOver: 'drawOn',
  JobBook: 'JobStore',
  ExperimentMoney: 'ReservationAccount',
  HoldEvent: 'ReservationEvent',
  foldHold: 'foldReservation',
  isHeld: 'isReserved',
  HeldPart: 'ReservedPart',
  claimsOf: 'commitmentsOf',
  Places: 'ProjectPaths',
  settleKeys: 'checkKeys',
  holdsWords: 'matchesTerms',
};

/** In any text, whatever stands around it. */
const PHRASES = {
  'in vain': 'for nothing, or what happened',
  'none of this list': 'not in this list',
  'is none of the hosts': 'is not one of the hosts',
};

/** What stays all the same: users' files and programs read it. */
const ALLOWED = [
  { word: 'filed', in: ['src/store/', 'src/jobs/', 'test/'], why: 'the event in the journals of users' },
  {
    word: 'doubts',
    in: [
      'src/experiments/votes/rank-votes',
      'src/cli/commands/experiment-votes',
      'test/browser/report.test.ts',
    ],
    why: 'the key of `experiment votes --json`',
  },
  {
    word: 'mend',
    in: ['src/cli/doctor/', 'src/cli/commands/doctor.ts', 'test/ledger-repair.test.ts'],
    why: 'the key of `doctor --json`',
  },
];

const names = new Map(Object.entries(NAMES));
const wholeNames = new Map(Object.entries(WHOLE_NAMES));

/** A word that was given up, and what is said instead. */
type Found = [word: string, now: string];

function problemsOf(file: string): string[] {
  const text = readFileSync(join(packageRoot, file), 'utf8');
  const told = (place: string, found: readonly Found[]) =>
    found
      .filter(
        ([word]) => !ALLOWED.some((one) => one.word === word && one.in.some((path) => file.startsWith(path))),
      )
      .map(([word, now]) => `${place}: "${word}" was given up: ${now}`);
  const inLines = (lines: string, find: (line: string) => Found[]) =>
    lines.split('\n').flatMap((line, index) => told(`${file}:${index + 1}`, find(line)));
  return [
    ...told(file, partsIn(file)),
    ...inLines(text, (line) => [...partsIn(line), ...phrasesIn(line)]),
    ...(file.endsWith('.ts') ? inLines(codeOf(text), wholeNamesIn) : []),
  ];
}

const partsIn = (text: string) =>
  [...text.matchAll(/[A-Z]?[a-z]+|[A-Z]+/g)].flatMap(([part]) => wordIn(names, part.toLowerCase()));

const wholeNamesIn = (text: string) =>
  [...text.matchAll(/\w+/g)].flatMap(([name]) => wordIn(wholeNames, name));

function wordIn(table: ReadonlyMap<string, string>, word: string): Found[] {
  const now = table.get(word);
  return now === undefined ? [] : [[word, now]];
}

const phrasesIn = (text: string): Found[] =>
  Object.entries(PHRASES).filter(([phrase]) => text.toLowerCase().includes(phrase));

/** Without comments and strings, line for line. */
function codeOf(text: string): string {
  const blank = (match: string) => match.replaceAll(/[^\n]/g, ' ');
  return text.replaceAll(/\/\*.*?\*\/|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/gs, blank);
}

const code = ['src', 'tools', 'bench', 'test'].flatMap((folder) => filesBelow(folder, /\.(?:ts|css)$/));
const pages = ['SKILL.md', ...filesBelow('references', /\.md$/)];
const problems = [...code, ...pages].flatMap(problemsOf);
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exit(1);
