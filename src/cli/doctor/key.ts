import { asFalVideoError, FalVideoError } from '../../errors.ts';
import { createFal } from '../../fal/index.ts';
import type { WireHosts } from '../../fal/types.ts';
import { findKey, type Key } from '../../project/key.ts';
import { fail, failedWith, type Finding, ok, warn } from './check.ts';

const CHECK = 'key';
const HOW =
  'Set FAL_KEY, or run `fal-video auth`; keys are made at fal.ai/dashboard/keys. To try without one: --simulate.';

/** Whether there is a key, where it comes from, whether it looks like one, and whether fal takes it. */
export async function checkKey(
  env: NodeJS.ProcessEnv,
  hosts: WireHosts,
  anEndpoint: string,
): Promise<Finding[]> {
  if (hosts.simulated) return [ok(CHECK, 'not needed: the wire points at a simulator')];
  let key: Key | null;
  try {
    key = await findKey(env);
  } catch (error) {
    return [failedWith(CHECK, asFalVideoError(error))];
  }
  if (key === null) return [fail(CHECK, 'none is set', HOW)];
  return [checkFormat(key), await checkAccepted(key, { hosts, env }, anEndpoint)];
}

function checkFormat({ value, source }: Key): Finding {
  if (/^[^:]+:[^:]+$/.test(value)) return ok(CHECK, `from ${source}, written as id:secret`);
  return warn(CHECK, `from ${source}, not written as id:secret`, 'Copy it again from fal.ai/dashboard/keys.');
}

const WAIT_MS = 15_000;

/** Asks a price with it: the cheapest call that needs a key. */
async function checkAccepted(
  { value }: Key,
  wire: { hosts: WireHosts; env: NodeJS.ProcessEnv },
  anEndpoint: string,
): Promise<Finding> {
  const check = 'key accepted';
  const fal = createFal({ key: value, ...wire });
  try {
    const prices = await Promise.race([fal.unitPrices([anEndpoint]), timeOut()]);
    return prices === null
      ? warn(check, `fal has not answered within ${WAIT_MS / 1000} seconds`, 'Try again later.')
      : ok(check, 'fal takes it');
  } catch (error) {
    if (error instanceof FalVideoError && error.fault === 'account') return failedWith(check, error);
    const { message } = asFalVideoError(error);
    return warn(check, `could not be asked: ${message}`, 'Fix the network first, then run doctor again.');
  } finally {
    await fal.close();
  }
}

const timeOut = () => new Promise<null>((resolve) => setTimeout(() => resolve(null), WAIT_MS).unref());
