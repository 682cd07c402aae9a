import { systemClock } from '../util/clock.ts';
import { Books } from './books.ts';
import { ClipRenderer, type RendererOptions } from './render/clip-renderer.ts';
import { DIALECTS } from './dialect.ts';
import type { World } from './exchange.ts';
import { type FaultRule, parseFaultPlan } from './faults/fault-plan.ts';
import { Faults } from './faults/faults.ts';
import { Files } from './files.ts';
import { type SimulatedJob, lighten } from './job.ts';
import { Memory, type Remembered } from './memory.ts';
import { replayedModels } from './replay/replay.ts';
import { simulatedModels } from './models/models.ts';
import type { SimulatorOptions } from './options.ts';
import { PictureRenderer } from './render/picture-renderer.ts';
import { type Pace, Queue } from './queue.ts';
import { workOnJob } from './work-on-job.ts';
import { Uploads } from './uploads.ts';

const DEFAULT_PACE: Pace = { queueMs: 300, workMs: 1000 };

/** Puts the parts of one simulated fal together; the signal stops its work. */
export function createWorld(
  options: SimulatorOptions,
  origin: string,
  signal: AbortSignal,
  makeRoom: World['makeRoom'],
): World {
  const { folder, clock = systemClock } = options;
  const dialect = DIALECTS[options.dialect ?? 'reference'];
  const faults = new Faults(options.seed ?? 1, parseFaultPlan(options.faults ?? { rules: [] }));
  const books = new Books(folder, clock);
  const memory = options.remembers === true ? new Memory(folder) : null;
  const mediaOrigin = options.speakAs?.media ?? origin;
  const files = new Files(folder, mediaOrigin, (file) => memory?.file(file));
  const renderer: RendererOptions = { renderer: options.renderer, folder, clip: options.clip ?? 'full' };
  const [clips, pictures] = [new ClipRenderer(renderer), new PictureRenderer(renderer)];
  const faultAtEnd = (job: SimulatedJob) => strikeAtEnd(faults, books, job);
  const queue = new Queue({
    pace: options.pace ?? DEFAULT_PACE,
    accountLimit: options.accountLimit ?? 2,
    clock,
    signal,
    work: (job) => workOnJob(job, { files, clips, pictures, dialect, faultAtEnd, folder }),
    onEnd: (job) => {
      memory?.ended(job);
      books.recordEnded(job);
      lighten(job);
    },
  });
  const models = replayedModels(options.recordings ?? {}, options.models ?? simulatedModels);
  if (memory !== null) goOn(memory.recall(mediaOrigin, models), { files, books, queue });
  return {
    origin: options.speakAs?.queue ?? origin,
    clock,
    dialect,
    models,
    queue,
    files,
    uploads: new Uploads(files),
    books,
    faults,
    memory,
    historyLagMs: options.historyLagMs ?? 0,
    adminKeys: options.adminKeys ?? false,
    signal,
    makeRoom,
  };
}

/** As if it had never been away: files before the jobs that read them. */
function goOn(
  { files, origins, jobs }: Remembered,
  world: { files: Files; books: Books; queue: Queue },
): void {
  world.files.restore(files, origins);
  world.books.restore(jobs);
  for (const { job } of jobs) world.queue.restore(job);
}

function strikeAtEnd(faults: Faults, books: Books, job: SimulatedJob): FaultRule | null {
  const text = () => JSON.stringify(job.input);
  const fault = faults.strike({ call: 'result', moment: 'end-of-job', text }, job.faults);
  if (fault !== null) books.recordStrike('end-of-job', fault.kind, job.id);
  return fault;
}
