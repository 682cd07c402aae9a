import type { FalVideo, FalVideoOptions } from '../../src/fal-video.ts';
import type { LedgerRow } from '../../src/ledger/ledger-row.ts';
import type { Books, FaultRule, Simulator, SimulatorOptions } from '../../src/simulator/index.ts';
import type { Heard } from '../../test/support/agent.ts';

/**
 * One task as a user would give it to an agent, and what has to be true afterwards. The checks look at what came
 * of it (the ledger, the files, the books of the simulated fal, facts in the answer), never at how it was worded
 * or which calls were made: a better way than the scripted one passes too.
 */
export interface EvalTask {
  /** As its file. */
  name: string;
  /** In a user's words: all that an agent is told. */
  asks: string;
  /** What `check` holds to, in words for a judge with a model: of the last answer, and of all that was done. */
  judge: { answer: readonly string[]; deeds: readonly string[] };
  /** `fal-video.config.json` of the project; default: none. */
  config?: Record<string, unknown>;
  /** How the simulated fal is; default: quick, and well. */
  fal?: Partial<SimulatorOptions>;
  /** What happened before the user asks. */
  before?: (world: World) => Promise<void>;
  /** The tool calls of one good way, and the answer to the user. */
  script: (agent: Agent, world: World) => Promise<string>;
  check: (outcome: Outcome, expect: Expect) => void | Promise<void>;
}

/** A project with `hero.png` in it, and a simulated fal. */
export interface World {
  root: string;
  simulator: Simulator;
  /** From now on; no rules, no faults. */
  setFaults: (...rules: FaultRule[]) => void;
  /** The library over the same project: for what lies before the task, and for looking afterwards. */
  open: (options?: Partial<FalVideoOptions>) => Promise<FalVideo>;
  write: (path: string, content: string | object) => Promise<void>;
  /** A server process and a client of it. */
  connect: () => Promise<ConnectedAgent>;
}

export interface Agent {
  call: (tool: string, args?: Record<string, unknown>) => Promise<Heard>;
}

export interface ConnectedAgent extends Agent {
  /** Ends the server as a crash would. */
  kill: () => Promise<void>;
  close: () => Promise<void>;
}

export interface Outcome {
  world: World;
  /** What the user was told. */
  answer: string;
  books: Books;
  /** Every ended run, oldest first; simulated ones. */
  ledger: LedgerRow[];
  /** A file of the project, or `null`. */
  read: (path: string) => Promise<Buffer | null>;
  /** Every file of the project whose path matches. */
  find: (path: RegExp) => Promise<string[]>;
}

/** Notes a sentence that has to hold. */
export type Expect = (sentence: string, holds: boolean) => void;

/** The member of an answer as a text; an error where it is none, since the script cannot go on. */
export function textOf({ data, text }: Heard, name: string): string {
  const value = data[name];
  if (typeof value !== 'string') throw new Error(`no ${name} in the answer: ${text.slice(0, 500)}`);
  return value;
}

/** The path of the first file that a job brought. */
export function outputOf({ data, text }: Heard): string {
  const [first] = (data['outputs'] ?? []) as { path: string }[];
  if (first === undefined) throw new Error(`no output in the answer: ${text.slice(0, 500)}`);
  return first.path;
}

export const billedMicros = (rows: readonly LedgerRow[]): number =>
  rows.reduce((sum, { billed_cost }) => sum + Math.round((billed_cost ?? 0) * 1_000_000), 0);

/** Expectations of nearly every task that pays: nothing twice, and the ledger as the books. */
export function expectPaidOnce({ books, ledger }: Outcome, expect: Expect, jobs: number): void {
  const accepted = books.accepted();
  expect(`fal accepted ${jobs} jobs (it was ${accepted.length})`, accepted.length === jobs);
  expect(
    'no job was sent twice',
    accepted.every(({ same_input_as }) => same_input_as === null),
  );
  const billed = billedMicros(ledger);
  expect(
    `the ledger (${billed}) bills what the books say (${books.totalMicros()})`,
    billed === books.totalMicros(),
  );
}

/** Expectations of a task that is to spend nothing. */
export function expectNothingSpent({ books }: Outcome, expect: Expect): void {
  expect('nothing was sent to fal', books.accepted().length === 0);
}

/** Whether a sum of money stands in an answer, with two decimals or as exactly as it is. */
export function namesUsd(answer: string, usd: number): boolean {
  const forms = [String(usd), usd.toFixed(2), usd.toFixed(3)];
  return forms.some((form) =>
    new RegExp(`(?<![\\d.])${form.replace('.', '\\.')}0*(?![\\d]|\\.\\d)`).test(answer),
  );
}
