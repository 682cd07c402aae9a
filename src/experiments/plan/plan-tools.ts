import type { Planner } from '../../jobs/jobs.ts';
import type { Media } from '../../media/types.ts';
import type { Models } from '../../models/types.ts';
import type { Project } from '../../project/index.ts';
import type { Clock } from '../../util/clock.ts';

/** What a plan is made with; an opened project has it all. */
export interface PlanTools {
  /** Of this one call: the run that follows goes by the very figures of the plan. */
  planner: Planner;
  project: Project;
  models: Models;
  media: Media;
  clock: Clock;
  simulated: boolean;
}
