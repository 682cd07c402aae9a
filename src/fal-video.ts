import { planExperiment } from './experiments/plan/plan.ts';
import { createExperiments, type Experiments } from './experiments/run/experiments.ts';
import { createFal, wireHosts } from './fal/index.ts';
import type { UnitPrice } from './fal/platform-types.ts';
import type { Fal, WireHosts } from './fal/types.ts';
import type { Timeouts } from './fal/wire.ts';
import { generate, type GenerateOptions, start, type StartOptions } from './generate.ts';
import { createJobs, type JobRequest, type Jobs } from './jobs/jobs.ts';
import { jobsElsewhere } from './store/files/elsewhere.ts';
import { openFiles } from './store/files/open-files.ts';
import type { Blobs } from './store/blobs.ts';
import type { Claims } from './store/claims.ts';
import type { JournalTrouble } from './store/store.ts';
import type { Job } from './store/job.ts';
import { readLedger } from './ledger/ledger.ts';
import type { LedgerRow } from './ledger/ledger-row.ts';
import { createMedia } from './media/index.ts';
import { MEASURE_DEFINITIONS } from './media/measure/definitions.ts';
import type { Media } from './media/types.ts';
import { whoSaid } from './models/live/live-cache.ts';
import { givenModels, type LiveModels, openLiveModels } from './models/live-models/live-models.ts';
import type { Models } from './models/types.ts';
import { openProject, type Project } from './project/index.ts';
import { simulatorFolder } from './project/project-paths.ts';
import { resolveRoot } from './project/root.ts';
import { writeReport } from './report/render-report.ts';
import { type Clock, systemClock } from './util/clock.ts';

export interface FalVideoOptions {
  /** The project's folder; default `FAL_VIDEO_ROOT`, `CLAUDE_PROJECT_DIR`, the working directory. */
  root?: string | undefined;
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /**
   * Works with a simulated fal that costs nothing: the one that runs for this project already, or one that ends with this
   * process. What it makes stands apart, below `experiments/simulated`. Default false.
   */
  simulate?: boolean;
  /** Where the wire points: given by a simulator. Default: fal, or what `FAL_VIDEO_*_URL` say. */
  hosts?: WireHosts;
  /** `fal-client` submits through the user's own `@fal-ai/client`, held to one POST. */
  transport?: 'http' | 'fal-client';
  clock?: Clock;
  /** What is known of models. Default: the presets and prices that ship with the package. */
  models?: Models;
  timeouts?: Partial<Timeouts>;
  /** How long a write waits for other processes. Default 20 seconds. */
  lockTimeoutMs?: number;
  /** Told while much of the history is read, as where its index is made anew: how many of its bytes are. */
  onProgress?: ((done: number, total: number) => void) | undefined;
  /** Shared with others, who close it; default its own. */
  media?: Media;
}

/** One project, opened: everything that tools, commands and library users work with. */
export interface FalVideo {
  project: Project;
  models: Models;
  /** What of them was read from fal itself, and reading more of it. */
  catalog: LiveModels;
  jobs: Jobs;
  experiments: Experiments;
  media: Media;
  fal: Fal;
  clock: Clock;
  /** Who does what, of all processes; and the files that they make. */
  claims: Claims;
  blobs: Blobs;
  /** The OpenAPI document of an endpoint, as fal's Platform API gives it; undefined where it gives none. Absent without a key. */
  fetchOpenApi?(endpointId: string): Promise<string | undefined>;
  /** Begins one job, and carries it on in the background. */
  start(request: JobRequest, options?: StartOptions): Promise<Job>;
  /** Runs one job to its end. */
  generate(request: JobRequest, options?: GenerateOptions): Promise<Job>;
  ledger(): Promise<LedgerRow[]>;
  /** Why nothing is spent: the journal is damaged, or has lost something. `null` where all is well, or nobody looked yet. */
  trouble(): Promise<JournalTrouble | null>;
  close(): Promise<void>;
}

/** Opens a project. Reads settings and the key; sends nothing, and writes nothing until there is a job. */
export async function openFalVideo({ simulate, ...options }: FalVideoOptions = {}): Promise<FalVideo> {
  if (simulate !== true) return await openOn(options);
  // It renders real clips, with code that nothing else needs.
  const { joinOrStartSimulator } = await import('./simulator-of-project.ts');
  const { env = process.env, cwd = process.cwd() } = options;
  const root = await resolveRoot({ root: options.root, env, cwd });
  const simulator = await joinOrStartSimulator({ folder: simulatorFolder(root) });
  try {
    const video = await openOn({ ...options, root, hosts: simulator.hosts });
    return {
      ...video,
      async close() {
        await video.close();
        await simulator.close();
      },
    };
  } catch (error) {
    await simulator.close();
    throw error;
  }
}

async function openOn(options: Omit<FalVideoOptions, 'simulate'>): Promise<FalVideo> {
  const { env = process.env, cwd = process.cwd(), root, clock = systemClock } = options;
  const hosts = options.hosts ?? wireHosts(env);
  const project = await openProject({ root, env, cwd, simulated: hosts.simulated });
  const { lockTimeoutMs, onProgress } = options;
  const elsewhere = jobsElsewhere(project.root, !hosts.simulated, { onProgress });
  const ports = openFiles({ paths: project.paths, clock, lockTimeoutMs, elsewhere, onProgress });
  const { submit, ...fal } = createFal({
    key: keyFor(project, hosts),
    hosts,
    env,
    clock,
    transport: options.transport ?? 'http',
    uploads: ports.store.uploads(hosts.rest),
    ...(options.timeouts === undefined ? {} : { timeouts: options.timeouts }),
  });
  const catalog =
    options.models === undefined
      ? await openLiveModels({
          cache: project.paths.catalogLive,
          lock: project.paths.catalogLock,
          from: whoSaid(hosts.simulated),
          fal: keyFor(project, hosts) === null ? null : fal,
          clock,
          own: project.paths.presets,
        })
      : givenModels(options.models);
  const { models } = catalog;
  const media = options.media ?? createMedia();
  const unitPrice = rememberedUnitPrices(fal, clock);
  const ensureKnown = (model: string) => catalog.ensureKnown(model);
  const context = { project, fal, models, ensureKnown, media, clock, unitPrice, ...ports };
  const jobs = createJobs({ ...context, submitter: { submit } }, elsewhere);
  const simulated = hosts.simulated;
  const experiments = createExperiments({
    ...ports,
    jobs,
    project,
    media,
    clock,
    plan: (given, planner) => planExperiment(given, { planner, project, models, media, clock, simulated }),
    writeReport: (state) =>
      writeReport(state, {
        root: project.root,
        blobs: ports.blobs,
        now: clock.now(),
        measures: MEASURE_DEFINITIONS,
      }),
  });
  return {
    project,
    models,
    catalog,
    jobs,
    experiments,
    media,
    fal,
    clock,
    claims: ports.claims,
    blobs: ports.blobs,
    ...(keyFor(project, hosts) === null ? {} : { fetchOpenApi: (id: string) => openApiOf(id, fal) }),
    start: (request, startOptions) => start(jobs, request, startOptions),
    generate: (request, generateOptions) => generate(jobs, request, generateOptions),
    ledger: () => readLedger(project.paths),
    trouble: () => jobs.trouble(),
    async close() {
      await experiments.close();
      await jobs.close();
      await ports.store.close();
      await elsewhere.close();
      await Promise.all([fal.close(), options.media === undefined ? media.close() : undefined]);
    },
  };
}

async function openApiOf(endpointId: string, fal: Fal): Promise<string | undefined> {
  const [row] = await fal.modelMetadata([endpointId]);
  return row === undefined || row.openapi === null ? undefined : JSON.stringify(row.openapi);
}

/** Stands where a key would. Tests search for it in everything that is written. */
export const SIMULATED_KEY = 'simulated:not-a-real-key';

/** A real key never goes to a simulator, whose log a person may share. */
function keyFor(project: Project, hosts: WireHosts): string | null {
  return hosts.simulated ? SIMULATED_KEY : (project.key?.value ?? null);
}

const PRICE_FRESH_FOR_MS = 10 * 60 * 1000;

/** fal's unit prices, asked once in a while; `null` while they cannot be had. */
function rememberedUnitPrices(fal: Fal, clock: Clock) {
  const known = new Map<string, { at: number; price: UnitPrice }>();
  return async (endpointId: string): Promise<UnitPrice | null> => {
    const remembered = known.get(endpointId);
    const now = clock.now().getTime();
    if (remembered !== undefined && now - remembered.at < PRICE_FRESH_FOR_MS) return remembered.price;
    const prices = await fal.unitPrices([endpointId]).catch(() => []);
    const price = prices.find((one) => one.endpoint_id === endpointId);
    if (price === undefined) return null;
    known.set(endpointId, { at: now, price });
    return price;
  };
}
