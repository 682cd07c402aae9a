import type { Clock } from '../util/clock.ts';
import type { DialectName } from './dialect.ts';
import type { FaultPlan } from './faults/fault-plan.ts';
import type { ModelSource } from './model-types.ts';
import type { Recording } from './recordings.ts';
import type { Pace } from './queue.ts';
import type { Renderer } from './render/renderer.ts';

export interface SimulatorOptions {
  /** Where media and books live. */
  folder: string;
  renderer: Renderer;
  /** 0 takes a free one, and is the default. */
  port?: number;
  /** `tiny` clips are short, small and rendered once for each picture and model; pictures are small. Default `full`. */
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
  /** Every key that is taken may read the account's money too; else only those that begin with `admin`. */
  adminKeys?: boolean;
  /** Closes by itself after so many milliseconds without a request and without a job, or when another is to take its place. Default: never. */
  idleLimitMs?: number;
  /**
   * Origins that its answers name instead of its own: `https://queue.fal.run` and `https://v3.fal.media`, for
   * foreign clients that trust no others and whose fetch leads those hosts here.
   */
  speakAs?: { queue: string; media: string };
  /**
   * Goes on from what an earlier simulator of this folder knew, and keeps what this one knows: a client that is
   * killed takes its simulator along, and fal would not have gone. Only one at a time may do so.
   */
  remembers?: boolean;
  models?: ModelSource;
  /** Endpoints that answer as fal was recorded to. */
  recordings?: Record<string, Recording>;
  clock?: Clock;
}
