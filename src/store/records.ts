import type { Commitment, Scope } from '../budget/caps.ts';
import type { LedgerRow } from '../ledger/ledger-row.ts';
import type { Micros } from '../util/money.ts';
import type { Job, JobState } from './job.ts';
import type { ReservationAccount } from './reservations.ts';

/** Which jobs: those that fit all that is said. */
export interface JobQuery {
  ids?: readonly string[];
  states?: readonly JobState[];
  /** Not ended. */
  open?: true;
  ended?: true;
  /** From this ISO time on. */
  ended_since?: string;
  /** Whose files are behind. */
  unfinalized?: true;
  /** One of both. */
  unfinished?: true;
  /** Whose end another look at fal may better. */
  ask_again?: true;
  /** Whose request turned out to be another's. */
  lost_request?: true;
  /** Of which another try is to come, or whose end another look at fal may better. */
  in_trouble?: true;
  /** Was sent, or may have been, and fal has not said its cost. */
  bill_unknown?: true;
  disputed?: true;
  /** Ended, and fal's billing events have not shown it; what cost nothing, where it ended from this ISO time on. */
  unverified_since?: string;
  /** `null`: of none. */
  experiment?: string | null;
  batch?: string;
  endpoint?: string;
  keys?: readonly string[];
  /** Newest first; else in the order in which they were planned. */
  newest?: true;
  limit?: number;
  /** The job after which the list goes on. */
  after?: string;
}

/** Which runs of the ledger: those that fit all that is said. */
export interface RunQuery {
  ids?: readonly string[];
  /** Alias or endpoint id. */
  model?: string | undefined;
  status?: string | undefined;
  /** UTC days, both included. */
  since?: string | undefined;
  until?: string | undefined;
  experiment?: string | undefined;
}

export const RUN_GROUPS = ['model', 'day', 'status', 'experiment'] as const;
export type RunGroup = (typeof RUN_GROUPS)[number];

/** A sum of what is known, and of how many that is. */
export interface KnownSum {
  sum: Micros;
  known: number;
}

export interface RunSums {
  runs: number;
  /** Of what was sent. */
  estimated: KnownSum;
  billed: KnownSum;
  verified: KnownSum;
  /** What the caps count: the best that is known of each, the dearer of both figures while a bill is disputed. */
  counted: KnownSum;
  /** Counted − estimated, where both are known and undisputed. */
  drift: KnownSum;
  disputed: number;
}

/** What a job of the endpoint really cost. */
export interface PaidJob {
  cost: Micros;
  expected: Micros | null;
  above_quote: boolean;
}

/** What the jobs of one model were to cost, and did. */
export interface ModelCosts {
  /** Alias or endpoint id. */
  model: string;
  /** Jobs that reached fal, or may have, and are over or unknown. The sums are of them. */
  jobs: number;
  estimated: KnownSum;
  billed: KnownSum;
  verified: KnownSum;
  /** The best that is known of each. */
  cost: KnownSum;
  disputed: number;
  /** Those that were collected, with estimate and cost known and undisputed. */
  compared: { jobs: number; estimated: Micros; cost: Micros };
  /** Those whose bill is not what the billing events say, and by how much in all. */
  disagreeing: { jobs: number; by: Micros };
  /** All whose cost is known, also those that are not over. */
  paid: number;
  above_quote: Strayed | null;
  below_quote: Strayed | null;
}

/** How many of the paid jobs cost otherwise than quoted, and the one that strays most from its estimate. */
export interface Strayed {
  jobs: number;
  most: string;
}

/** The job that speaks for a cell of an experiment, and how often the cell was tried. */
export interface CellJob {
  cell: string;
  job_id: string;
  state: JobState;
  attempts: number;
  request_id: string | null;
  expected: Micros | null;
  /** The best that is known. */
  cost: Micros | null;
  has_video: boolean;
}

/** Jobs and money as the journal tells them: asked, never loaded whole. */
export interface Records {
  get(jobId: string): Promise<Job | undefined>;
  find(query: JobQuery): Promise<Job[]>;
  /** Those that `find` would give, unread. */
  ids(query: JobQuery): Promise<string[]>;
  count(query: JobQuery): Promise<number>;
  /** What has been taken of the caps that count for the scope, today and by its experiment. */
  commitments(scope: Scope, now: Date): Promise<Commitment[]>;
  account(experiment: string): Promise<ReservationAccount | undefined>;
  /** Those that hold money for jobs to come. */
  openAccounts(): Promise<ReservationAccount[]>;
  /** Whether a job or a reservation was agreed to with this quote. */
  isAgreed(quoteId: string): Promise<boolean>;
  /** The job that has the request. */
  ownerOf(requestId: string): Promise<string | undefined>;
  /** Newest first: undisputed costs of collected jobs; of those with an estimate, where they are to be compared. */
  paid(endpointId: string, options: { compared: boolean; limit: number }): Promise<PaidJob[]>;
  /** Disputed bills of the endpoint: how many, and the newest. */
  disputed(endpointId: string): Promise<{ count: number; newest: Job | undefined }>;
  /** By name of the model. */
  modelCosts(): Promise<ModelCosts[]>;
  /** Endpoints that jobs were made with, by name. */
  endpoints(): Promise<string[]>;
  /** Experiments that jobs belong to, the newest first. */
  experiments(limit: number): Promise<string[]>;
  /** Of each cell that has one, the job with a video, else the newest that was sent; in the order in which the cells began. */
  cells(experiment: string): Promise<CellJob[]>;
  /** Rows of the ledger, newest first. */
  runs(query: RunQuery, page: { limit: number; after?: string | undefined }): Promise<LedgerRow[]>;
  /** How many stand behind the one after which the list goes on. */
  countRuns(query: RunQuery, after?: string): Promise<number>;
  totals(query: RunQuery): Promise<RunSums>;
  /** By name of the group. */
  totalsBy(group: RunGroup, query: RunQuery): Promise<(RunSums & { group: string })[]>;
}
