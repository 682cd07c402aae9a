import { FalVideoError } from '../../errors.ts';
import { type Exchange, objectBody, type Route, type World } from '../exchange.ts';
import { parseFaultPlan } from '../faults/fault-plan.ts';
import { detail, json, type Reply } from '../reply.ts';

/** Calls that fal does not have: for tests and other processes. */
export const CONTROL_ROUTES: readonly Route[] = [
  { method: 'GET', path: /^\/simulator\/books$/, access: 'open', handle: (_, { books }) => json(200, books) },
  { method: 'POST', path: /^\/simulator\/faults$/, access: 'open', handle: changeFaults },
];

function changeFaults(exchange: Exchange, { faults }: World): Reply {
  try {
    const plan = parseFaultPlan(objectBody(exchange));
    faults.setPlan(plan);
    return json(200, plan);
  } catch (error) {
    if (error instanceof FalVideoError) return detail(400, error.message);
    throw error;
  }
}
