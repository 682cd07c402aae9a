// The direction of imports, as a table: a folder may import itself and what stands in its row; and no file leads back
// to itself, not even by its types. Fails with a line for each import that goes against it. Tests are free.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const base = ['util', 'errors'];
const core = [...base, 'project', 'fal', 'ledger', 'media', 'models'];
const work = [...core, 'budget', 'jobs'];
const joined = [...work, 'experiments', 'report'];

const MAY_IMPORT = {
  util: ['errors'],
  errors: [],
  project: base,
  fal: base,
  ledger: base,
  media: base,
  models: base,
  budget: [...core],
  jobs: [...core, 'budget'],
  experiments: work,
  report: [...work, 'experiments'],
  server: joined,
  cli: [...joined, 'server'],
  tools: [...joined, 'server'],
  simulator: [...base, 'media', 'fal'],
  library: [...joined, 'simulator'],
  bin: [...joined, 'server', 'cli', 'tools', 'simulator', 'library'],
};

/** The wire's types only: the simulator must not borrow the code that it tests. */
const TYPES_ONLY = [
  ['simulator', 'fal'],
  ['simulator', 'media'],
];

const root = resolve(import.meta.dirname ?? dirname(new URL(import.meta.url).pathname), '..');
const files = [...filesBelow('src'), ...filesBelow('tools')];
const problems = [...files.flatMap(problemsOf), ...circles()];
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exit(1);

function problemsOf(file) {
  const from = roomOf(file);
  return importsOf(file).flatMap(({ target, typeOnly }) => {
    const to = roomOf(target);
    if (from === to) return [];
    const allowed = MAY_IMPORT[from];
    if (allowed === undefined) return [`${file}: ${from} is not in the table of scripts/check-imports.mjs`];
    if (!allowed.includes(to)) return [`${file}: ${from} may not import ${to}`];
    const needsType = TYPES_ONLY.some(([a, b]) => a === from && b === to);
    return needsType && !typeOnly ? [`${file}: ${from} may import only types of ${to}`] : [];
  });
}

/** Each way of imports that ends where it began, once. What is loaded only when it is wanted (`import()`) makes none. */
function circles() {
  const found = [];
  const done = new Set();
  const visit = (file, way) => {
    const again = way.indexOf(file);
    if (again !== -1) found.push(`a circle: ${[...way.slice(again), file].join(' > ')}`);
    if (again !== -1 || done.has(file)) return;
    for (const { target, atOnce } of importsOf(file)) if (atOnce) visit(target, [...way, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  return found;
}

function importsOf(file) {
  const text = readFileSync(join(root, file), 'utf8');
  return [
    ...text.matchAll(/^\s*(?:import|export)\s+(type\s+)?[^'"]*?from\s+'(\.[^']+)'|import\('(\.[^']+)'\)/gms),
  ]
    .map(([, typeOnly, statical, dynamic]) => ({
      target: relative(root, resolve(root, dirname(file), statical ?? dynamic)),
      typeOnly: typeOnly !== undefined,
      atOnce: statical !== undefined,
    }))
    .filter(({ target }) => target.endsWith('.ts') || !target.includes('.'));
}

/** `src/fal/queue/submit.ts` is in the room `fal`; a file directly in `src` is its own room, the library's face excepted. */
function roomOf(path) {
  const [top, second = ''] = path.split('/');
  if (top !== 'src') return top;
  if (!second.endsWith('.ts')) return second;
  return second === 'errors.ts' ? 'errors' : 'library';
}

function filesBelow(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !/\.(test|d)\.ts$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)));
}
