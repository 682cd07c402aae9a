// The words of the project, once each: docs/glossary.md says what stands. Here are those that were given up, and what is said
// instead. Fails with a line for each that is back: in names and names of files of src, tools, bench and test, and in what
// people read (texts of the program, references, SKILL.md). CHANGELOG and docs/decisions keep the words of their day.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

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
  Claim: 'Commitment',
  claimsOf: 'commitmentsOf',
  Claimed: 'RequestOwners',
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
  { word: 'filed', in: ['src/jobs/', 'test/'], why: 'the event in the journals of users' },
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

const root = resolve(import.meta.dirname, '..');
const names = new Map(Object.entries(NAMES));
const wholeNames = new Map(Object.entries(WHOLE_NAMES));

const code = ['src', 'tools', 'bench', 'test'].flatMap((folder) =>
  filesBelow(folder, /\.(?:ts|mts|mjs|css)$/),
);
const pages = ['SKILL.md', ...filesBelow('references', /\.md$/)];
const problems = [...code, ...pages].flatMap(problemsOf);
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exit(1);

function problemsOf(file) {
  const text = readFileSync(join(root, file), 'utf8');
  const inLines = (lines, find) =>
    lines.split('\n').flatMap((line, index) => find(line).map((found) => [`${file}:${index + 1}`, ...found]));
  return [
    ...partsIn(file).map((found) => [file, ...found]),
    ...inLines(text, (line) => [...partsIn(line), ...phrasesIn(line)]),
    ...(file.endsWith('.ts') ? inLines(codeOf(text), wholeNamesIn) : []),
  ]
    .filter(
      ([, word]) => !ALLOWED.some((one) => one.word === word && one.in.some((path) => file.startsWith(path))),
    )
    .map(([place, word, now]) => `${place}: "${word}" was given up: ${now}`);
}

/** Retired words of a text, each with what is said instead. */
function partsIn(text) {
  return [...text.matchAll(/[A-Z]?[a-z]+|[A-Z]+/g)].flatMap(([part]) => {
    const word = part.toLowerCase();
    return names.has(word) ? [[word, names.get(word)]] : [];
  });
}

function phrasesIn(text) {
  return Object.entries(PHRASES).filter(([phrase]) => text.toLowerCase().includes(phrase));
}

function wholeNamesIn(text) {
  return [...text.matchAll(/\w+/g)].flatMap(([name]) =>
    wholeNames.has(name) ? [[name, wholeNames.get(name)]] : [],
  );
}

/** Without comments and strings, line for line. */
function codeOf(text) {
  const blank = (match) => match.replaceAll(/[^\n]/g, ' ');
  return text.replaceAll(/\/\*.*?\*\/|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/gs, blank);
}

function filesBelow(folder, kind) {
  return readdirSync(join(root, folder), { recursive: true })
    .filter((name) => kind.test(name))
    .map((name) => join(folder, name));
}
