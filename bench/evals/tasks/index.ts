import type { EvalTask } from '../task.ts';
import { addAModel } from './add-a-model.ts';
import { cancelQueued } from './cancel-queued.ts';
import { characterPlate } from './character-plate.ts';
import { cheapestSilent } from './cheapest-silent.ts';
import { compareThree } from './compare-three.ts';
import { extendVeo } from './extend-veo.ts';
import { imageThenVideo } from './image-then-video.ts';
import { lastWeek } from './last-week.ts';
import { lateBill } from './late-bill.ts';
import { lockedAccount } from './locked-account.ts';
import { ordersInAnError } from './orders-in-an-error.ts';
import { overCap } from './over-cap.ts';
import { priceFirst } from './price-first.ts';
import { recordALearning } from './record-a-learning.ts';
import { recoverUnknown } from './recover-unknown.ts';
import { resumeKilled } from './resume-killed.ts';
import { retiredModel } from './retired-model.ts';
import { walkLoop } from './walk-loop.ts';

export const EVAL_TASKS: readonly EvalTask[] = [
  cheapestSilent,
  priceFirst,
  characterPlate,
  addAModel,
  retiredModel,
  imageThenVideo,
  extendVeo,
  walkLoop,
  compareThree,
  resumeKilled,
  recordALearning,
  recoverUnknown,
  cancelQueued,
  lateBill,
  lastWeek,
  overCap,
  lockedAccount,
  ordersInAnError,
];
