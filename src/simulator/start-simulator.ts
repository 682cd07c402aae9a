import { createServer, type Server } from 'node:http';
import { configurationError } from '../errors.ts';
import type { WireHosts } from '../fal/types.ts';
import { type Clock, systemClock } from '../util/clock.ts';
import { Books } from './books.ts';
import { ClipStudio, type ClipRenderer } from './clip-studio.ts';
import { type DialectName, DIALECTS } from './dialect.ts';
import type { World } from './exchange.ts';
import { type FaultPlan, type FaultRule, parseFaultPlan } from './fault-plan.ts';
import { Faults } from './faults.ts';
import { Files } from './files.ts';
import { type Job, lighten } from './job.ts';
import type { ModelSource } from './model-types.ts';
import { simulatedModels } from './models.ts';
import { type Pace, Queue } from './queue.ts';
import { runJob } from './run-job.ts';
import { serve } from './server.ts';
import { Uploads } from './uploads.ts';

export interface SimulatorOptions {
  /** Where media and books live. */
  folder: string;
  renderer: ClipRenderer;
  /** 0 takes a free one, and is the default. */
  port?: number;
  /** `tiny` clips are short, small and rendered once for each picture and model. Default `full`. */
  clip?: 'full' | 'tiny';
  /** Milliseconds. Default: 300 in the queue, 1000 at work. */
  pace?: Pace;
  /** Which of fal's documents is followed where they disagree. Default `reference`. */
  dialect?: DialectName;
  faults?: FaultPlan;
  /** Decides the faults that come by chance. */
  seed?: number;
  /** Jobs that run at once; the others wait. fal: 2 to 40. Default 2. */
  accountLimit?: number;
  /** Milliseconds until an ended request shows up in the history and in the billing events. Default 0. */
  historyLagMs?: number;
  /** Closes by itself after so many milliseconds without a request and without a job. Default: never. */
  idleLimitMs?: number;
  models?: ModelSource;
  clock?: Clock;
}

export interface Simulator {
  /** `http://127.0.0.1:4711` */
  url: string;
  hosts: WireHosts;
  books: Books;
  setFaults(plan: FaultPlan): void;
  close(): Promise<void>;
  /** Resolves when it has closed, by `close` or by the idle limit. */
  closed: Promise<void>;
}

const DEFAULT_PACE: Pace = { queueMs: 300, workMs: 1000 };

/** Starts a local fal on 127.0.0.1. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const server = createServer();
  const origin = await listen(server, options.port ?? 0);
  const closing = new AbortController();
  const world = createWorld(options, origin, closing.signal);
  let lastRequest = performance.now();
  server.on('request', (request, response) => {
    lastRequest = performance.now();
    void serve(world, request, response);
  });

  const closed = new Promise<void>((resolve) => server.once('close', resolve));
  const close = async () => {
    closing.abort();
    clearInterval(idle);
    server.close();
    server.closeAllConnections();
    await closed;
    await atMost(RENDER_GRACE_MS, world.queue.settled());
  };
  const idleLimit = options.idleLimitMs ?? Infinity;
  const idle = setInterval(
    () => {
      if (!world.queue.busy && performance.now() - lastRequest >= idleLimit) void close();
    },
    Math.min(1000, Math.max(10, idleLimit / 4)),
  );
  // The open port keeps the process alive, not this.
  idle.unref();
  return {
    url: origin,
    hosts: hostsOf(origin),
    books: world.books,
    setFaults: (plan) => world.faults.setPlan(parseFaultPlan(plan)),
    close,
    closed,
  };
}

/** A render that was begun may finish its file before the folder is taken away. */
const RENDER_GRACE_MS = 5000;

async function listen(server: Server, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(portNotFree(port, cause)));
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : port}`;
}

const portNotFree = (port: number, cause: Error) =>
  configurationError({
    code: 'PORT_NOT_FREE',
    message: `The simulator cannot listen on 127.0.0.1:${port}: ${cause.message}`,
    next: 'Leave the port out to take a free one.',
    cause,
  });

function createWorld(options: SimulatorOptions, origin: string, signal: AbortSignal): World {
  const { folder, clock = systemClock } = options;
  const dialect = DIALECTS[options.dialect ?? 'reference'];
  const faults = new Faults(options.seed ?? 1, parseFaultPlan(options.faults ?? { rules: [] }));
  const books = new Books(folder, clock);
  const files = new Files(folder);
  const studio = new ClipStudio({ renderer: options.renderer, folder, clip: options.clip ?? 'full' });
  const faultAtEnd = (job: Job) => strikeAtEnd(faults, books, job);
  const queue = new Queue({
    pace: options.pace ?? DEFAULT_PACE,
    accountLimit: options.accountLimit ?? 2,
    clock,
    signal,
    work: (job) => runJob(job, { files, studio, origin, dialect, faultAtEnd }),
    onEnd: (job) => {
      books.recordEnded(job);
      lighten(job);
    },
  });
  return {
    origin,
    clock,
    dialect,
    models: options.models ?? simulatedModels,
    queue,
    files,
    uploads: new Uploads(files),
    books,
    faults,
    historyLagMs: options.historyLagMs ?? 0,
    signal,
  };
}

function strikeAtEnd(faults: Faults, books: Books, job: Job): FaultRule | null {
  const text = () => JSON.stringify(job.input);
  const fault = faults.strike({ call: 'result', moment: 'end-of-job', text }, job.faults);
  if (fault !== null) books.recordStrike('end-of-job', fault.kind, job.id);
  return fault;
}

function hostsOf(origin: string): WireHosts {
  return { queue: origin, rest: origin, api: origin, media: [new URL(origin).host], simulated: true };
}

async function atMost(ms: number, promise: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([promise, limit]);
  clearTimeout(timer);
}
