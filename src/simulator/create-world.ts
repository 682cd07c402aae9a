import { systemClock } from '../util/clock.ts';
import { Books } from './books.ts';
import { ClipStudio, type StudioOptions } from './clip-studio.ts';
import { DIALECTS } from './dialect.ts';
import type { World } from './exchange.ts';
import { type FaultRule, parseFaultPlan } from './fault-plan.ts';
import { Faults } from './faults.ts';
import { Files } from './files.ts';
import { type Job, lighten } from './job.ts';
import { simulatedModels } from './models.ts';
import type { SimulatorOptions } from './options.ts';
import { PictureStudio } from './picture-studio.ts';
import { type Pace, Queue } from './queue.ts';
import { runJob } from './run-job.ts';
import { Uploads } from './uploads.ts';

const DEFAULT_PACE: Pace = { queueMs: 300, workMs: 1000 };

/** Puts the parts of one simulated fal together; the signal stops its work. */
export function createWorld(options: SimulatorOptions, origin: string, signal: AbortSignal): World {
  const { folder, clock = systemClock } = options;
  const dialect = DIALECTS[options.dialect ?? 'reference'];
  const faults = new Faults(options.seed ?? 1, parseFaultPlan(options.faults ?? { rules: [] }));
  const books = new Books(folder, clock);
  const files = new Files(folder, options.speakAs?.media ?? origin);
  const studio: StudioOptions = { renderer: options.renderer, folder, clip: options.clip ?? 'full' };
  const [clips, pictures] = [new ClipStudio(studio), new PictureStudio(studio)];
  const faultAtEnd = (job: Job) => strikeAtEnd(faults, books, job);
  const queue = new Queue({
    pace: options.pace ?? DEFAULT_PACE,
    accountLimit: options.accountLimit ?? 2,
    clock,
    signal,
    work: (job) => runJob(job, { files, clips, pictures, dialect, faultAtEnd }),
    onEnd: (job) => {
      books.recordEnded(job);
      lighten(job);
    },
  });
  return {
    origin: options.speakAs?.queue ?? origin,
    clock,
    dialect,
    models: options.models ?? simulatedModels,
    queue,
    files,
    uploads: new Uploads(files),
    books,
    faults,
    historyLagMs: options.historyLagMs ?? 0,
    adminKeys: options.adminKeys ?? false,
    signal,
  };
}

function strikeAtEnd(faults: Faults, books: Books, job: Job): FaultRule | null {
  const text = () => JSON.stringify(job.input);
  const fault = faults.strike({ call: 'result', moment: 'end-of-job', text }, job.faults);
  if (fault !== null) books.recordStrike('end-of-job', fault.kind, job.id);
  return fault;
}
