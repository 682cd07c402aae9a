// The direction of imports, as tables: a room may import itself and what stands in its row; inside a room an import only
// goes down; and no file leads back to itself, not even by its types. Fails with a line for each import that goes against
// it. Tests are free.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packageRoot } from '../src/util/package-root.ts';
import { filesBelow } from './files-below.ts';

const base = ['util', 'errors'];
const core = [...base, 'project', 'fal', 'ledger', 'media', 'models'];
const record = [...core, 'budget', 'store'];
const work = [...record, 'jobs'];
const joined = [...work, 'runs', 'experiments', 'report'];

const MAY_IMPORT: Record<string, readonly string[]> = {
  util: ['errors'],
  errors: [],
  project: base,
  fal: base,
  ledger: base,
  media: base,
  models: base,
  budget: core,
  store: [...core, 'budget'],
  jobs: record,
  runs: work,
  experiments: [...work, 'runs'],
  report: [...work, 'runs', 'experiments'],
  server: joined,
  cli: [...joined, 'server', 'tools'],
  tools: [...joined, 'server'],
  simulator: [...base, 'media', 'fal'],
  library: [...joined, 'simulator'],
  bin: [...joined, 'server', 'cli', 'tools', 'simulator', 'library'],
};

/** Types only: the simulator must not borrow the code that it tests, and the command line is given its tools. */
const TYPES_ONLY = [
  ['simulator', 'fal'],
  ['simulator', 'media'],
  ['cli', 'tools'],
];

/**
 * The folders and single files of a room, the lowest first: each may import those before it. Rooms without folders have no
 * order, only the rule against circles.
 */
const ORDER: Record<string, string> = {
  cli: `dependencies exit-codes paint param flags progress table print say-reading ask command open-project
    session wait-for-jobs with-project program draw-step install doctor show platform commands tool-commands all-commands
    run-cli`,
  experiments: 'types documents cell-progress plan run votes',
  fal: 'key platform-types types hosts unread-answer http wire calls files platform queue index',
  jobs: 'plan run reconcile jobs',
  media: `file-info measure-types raster seeing-types types draw read plate simulate look measure operations worker seeing
    index`,
  models: `bad-data read-json search-terms check-picture price-rules types tasks order search clip-facts makes presets
    same-task nearest-first arguments-of-schema catalog from-schema read-data live summarize with-news
    gather schemas-of find-model price-of resolve index assume price-asked live-models add-model`,
  report: 'report-data rerun-command report-data-of page chat render-page render-report render-chat',
  server: `define-tool params job-request protocol answer as-meant parse-input call-tool inspect experiments spending jobs
    resources create-server serve`,
  store: `job fold dispute cost-of bill-note requests reservations records pages-of pictures-of job-folder gaps elsewhere
    claims blobs bell store ports outputs notes-of job-context ledger-row-of files under-claim job-files repair`,
  simulator: `random request-id keys reply send-reply dialect named-sizes files published recordings model-types faults job uploads
    memory queue billing books exchange models render replay routes options work-on-job create-world server start-simulator
    index`,
};

/** The port that spends: who may name it. */
const SUBMITTERS = {
  names: ['Submitter', 'FalWithSubmit'],
  by: ['src/fal/', 'src/jobs/run/', 'src/fal-video.ts'],
};

/**
 * What a project keeps is behind the ports of `store`: who works with it names neither files nor locks nor SQL, but for
 * what is the user's own or the program's.
 */
const BEHIND_PORTS = {
  rooms: ['jobs', 'runs', 'experiments', 'report', 'server', 'tools'],
  hidden:
    /from '(node:fs(\/promises)?|sql-template-tag|(\.\.?\/)+(src\/)?(util\/(atomic-file|lock)|store\/files\/.*)\.ts)'/,
  but: {
    'the notes, plans and votes that people write': [
      'src/experiments/documents/',
      'src/experiments/plan/',
      'src/experiments/votes/',
    ],
    'a picture of the user’s, beside their own': [
      'tools/prepare_plate.ts',
      'src/server/inspect/plate-target.ts',
    ],
    'what ships with the program': [
      'src/report/render-page.ts',
      'src/server/resources/prompts.ts',
      'src/server/resources/skill.ts',
    ],
    'a file that a port brought here, on its way out': [
      'src/server/answer/render.ts',
      'src/server/resources/app-files.ts',
      'src/server/inspect/frame-grid.ts',
    ],
    'the head of a part that is still under way': ['src/jobs/run/save-output.ts'],
  },
};

const files = ['src', 'tools'].flatMap((folder) => filesBelow(folder, /(?<!\.test|\.d)\.ts$/));
const problems = [
  ...files.flatMap(problemsOf),
  ...files.flatMap(problemsInRoom),
  ...ordersAmiss(),
  ...pastThePorts(),
  ...circles(),
];
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exit(1);

function problemsOf(file: string): string[] {
  const from = roomOf(file);
  return importsOf(file).flatMap(({ target, typeOnly, named }) => {
    const to = roomOf(target);
    if (
      named.some((name) => SUBMITTERS.names.includes(name)) &&
      !SUBMITTERS.by.some((by) => file.startsWith(by))
    )
      return [`${file}: only ${SUBMITTERS.by.join(', ')} may name ${SUBMITTERS.names.join(' and ')}`];
    if (from === to) return [];
    const allowed = MAY_IMPORT[from];
    if (allowed === undefined) return [`${file}: ${from} is not in the table of scripts/check-imports.ts`];
    if (!allowed.includes(to)) return [`${file}: ${from} may not import ${to}`];
    const needsType = TYPES_ONLY.some(([a, b]) => a === from && b === to);
    return needsType && !typeOnly ? [`${file}: ${from} may import only types of ${to}`] : [];
  });
}

/** Imports that go up inside a room, or from a unit that its order does not name. */
function problemsInRoom(file: string): string[] {
  const room = roomOf(file);
  const order = orderOf(room);
  if (order === null) return [];
  const from = unitOf(file);
  if (!order.includes(from))
    return [`${file}: ${from} is not in the order of ${room} in scripts/check-imports.ts`];
  return importsOf(file).flatMap(({ target }) => {
    const to = unitOf(target);
    const isUp = roomOf(target) === room && order.indexOf(to) > order.indexOf(from);
    return isUp ? [`${file}: in ${room}, ${from} stands below ${to} and may not import it`] : [];
  });
}

/** What goes past the ports, and exceptions for what does not. */
function pastThePorts(): string[] {
  const excepted = Object.values(BEHIND_PORTS.but).flat();
  const past = files
    .filter((file) => BEHIND_PORTS.rooms.includes(roomOf(file)))
    .flatMap((file) => {
      const [, found] = BEHIND_PORTS.hidden.exec(readFileSync(join(packageRoot, file), 'utf8')) ?? [];
      return found === undefined ? [] : [{ file, found }];
    });
  const idle = excepted.filter((part) => !past.some(({ file }) => file.startsWith(part)));
  return [
    ...past
      .filter(({ file }) => !excepted.some((part) => file.startsWith(part)))
      .map(({ file, found }) => `${file}: ${found} is behind the ports of src/store`),
    ...idle.map((part) => `scripts/check-imports.ts: ${part} needs no exception`),
  ];
}

/** Rooms with folders and no order, and names in an order that stand for nothing. */
function ordersAmiss(): string[] {
  return [...new Set(files.map(roomOf))].flatMap((room) => {
    const own = files.filter((file) => file.startsWith(`src/${room}/`));
    const hasFolders = own.some((file) => file.split('/').length > 3);
    const order = orderOf(room);
    if (order === null)
      return hasFolders ? [`src/${room} has folders, and no order in scripts/check-imports.ts`] : [];
    const gone = order.filter((unit) => !own.some((file) => unitOf(file) === unit));
    return gone.map((unit) => `scripts/check-imports.ts: there is no ${unit} in src/${room}`);
  });
}

/** Each way of imports that ends where it began, once. What is loaded only when it is wanted (`import()`) makes none. */
function circles(): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, way: readonly string[]): void => {
    const again = way.indexOf(file);
    if (again !== -1) found.push(`a circle: ${[...way.slice(again), file].join(' > ')}`);
    if (again !== -1 || done.has(file)) return;
    for (const { target, atOnce } of importsOf(file)) if (atOnce) visit(target, [...way, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  return found;
}

interface Import {
  target: string;
  typeOnly: boolean;
  named: readonly string[];
  /** Not only when it is wanted, by `import()`. */
  atOnce: boolean;
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(packageRoot, file), 'utf8');
  return [
    ...text.matchAll(
      /^\s*(?:import|export)\s+(type\s+)?([^'"]*?)from\s+'(\.[^']+)'|import\('(\.[^']+)'\)/gms,
    ),
  ]
    .map(([, typeOnly, names = '', statical, dynamic = '']) => ({
      target: join(dirname(file), statical ?? dynamic),
      typeOnly: typeOnly !== undefined,
      named: names.match(/\w+/g) ?? [],
      atOnce: statical !== undefined,
    }))
    .filter(({ target }) => target.endsWith('.ts') || !target.includes('.'));
}

/** `src/fal/queue/submit.ts` is in the room `fal`; a file directly in `src` is its own room, the library's face excepted. */
function roomOf(path: string): string {
  const [top = '', second = ''] = path.split('/');
  if (top !== 'src') return top;
  if (!second.endsWith('.ts')) return second;
  return ['errors.ts', 'next-step.ts'].includes(second) ? 'errors' : 'library';
}

/** The folder or the file, directly in its room: `store` of `src/store/fold.ts`. */
function unitOf(path: string): string {
  return path.split('/')[2]?.replace(/\.ts$/, '') ?? '';
}

/** The units of a room, the lowest first; `null` for a room without an order. */
function orderOf(room: string): string[] | null {
  return ORDER[room]?.split(/\s+/) ?? null;
}
