import { join, relative } from 'node:path';

/** Every path that fal-video writes, in one place. Simulated work has the same tree below its own folder. */
export interface ProjectPaths {
  root: string;
  /** The project's own presets, the same for simulated work. */
  presets: string;
  /** `experiments/fal`, or `experiments/simulated/fal`. */
  fal: string;
  journal: string;
  ledgerJsonl: string;
  ledgerCsv: string;
  uploads: string;
  quoteKey: string;
  /** What fal itself said of its models, kept for later. */
  catalogLive: string;
  catalogLock: string;
  /** Journal and ledger in tables: may be removed at any time. */
  index: string;
  indexLock: string;
  /** Held while the journal and ledger are written. */
  lock: string;
  /** Where all locks lie. */
  locks: string;
  /** Absolute path of a path kept in a record. */
  absolute(relativePath: string): string;
  /** How a path is written down: relative to the project, with forward slashes. */
  relative(path: string): string;
}

export function projectPaths(root: string, simulated: boolean): ProjectPaths {
  const fal = simulated ? join(root, 'experiments', 'simulated', 'fal') : join(root, 'experiments', 'fal');
  return {
    root,
    presets: join(root, 'presets'),
    fal,
    journal: join(fal, 'journal.jsonl'),
    ledgerJsonl: join(fal, 'ledger.jsonl'),
    ledgerCsv: join(fal, 'ledger.csv'),
    uploads: join(fal, 'uploads.jsonl'),
    quoteKey: join(fal, 'quote.key'),
    catalogLive: join(fal, 'catalog-live.json'),
    catalogLock: join(fal, 'locks', 'catalog.lock'),
    index: join(fal, 'locks', 'index.sqlite'),
    indexLock: join(fal, 'locks', 'index.lock'),
    lock: join(fal, 'locks', 'journal.lock'),
    locks: join(fal, 'locks'),
    absolute: (path) => join(root, path),
    relative: (path) => relative(root, path).replaceAll('\\', '/'),
  };
}

/** Where a simulated fal keeps its media and books: inside the simulated tree of the project. */
export const simulatorFolder = (root: string) => join(projectPaths(root, true).fal, 'simulator');
