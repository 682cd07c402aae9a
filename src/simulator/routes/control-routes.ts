import { FalVideoError } from '../../errors.ts';
import { type Exchange, objectBody, type SimulatedRoute, type World } from '../exchange.ts';
import { parseFaultPlan } from '../faults/fault-plan.ts';
import { detailReply, json, type Reply } from '../reply.ts';

/** Calls that fal does not have: for tests and other processes. */
export const CONTROL_ROUTES: readonly SimulatedRoute[] = [
  { method: 'GET', path: /^\/simulator\/books$/, access: 'open', handle: (_, { books }) => json(200, books) },
  { method: 'POST', path: /^\/simulator\/faults$/, access: 'open', handle: changeFaults },
  { method: 'POST', path: /^\/simulator\/make-room$/, access: 'open', handle: makeRoom },
];

function makeRoom(_: Exchange, world: World): Reply {
  if (world.makeRoom === null) return detailReply(409, 'It was started for its own sake, and stays.');
  // Once this is answered.
  setImmediate(world.makeRoom);
  return json(200, {});
}

function changeFaults(exchange: Exchange, { faults }: World): Reply {
  try {
    const plan = parseFaultPlan(objectBody(exchange));
    faults.setPlan(plan);
    return json(200, plan);
  } catch (error) {
    if (error instanceof FalVideoError) return detailReply(400, error.message);
    throw error;
  }
}
