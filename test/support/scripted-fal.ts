import { afterAll, beforeEach } from 'vitest';
import type { FalOptions } from '../../src/fal/index.ts';
import type { FalWithSubmit } from '../../src/fal/types.ts';
import { falOn } from './fal-on.ts';
import { ScriptedServer } from './scripted-server.ts';

/** The wire over a scripted server, for all tests of a file; what was asked is forgotten before each. */
export async function scriptedFal(
  options: Partial<FalOptions> = {},
): Promise<{ server: ScriptedServer; fal: FalWithSubmit }> {
  const server = await ScriptedServer.start();
  const fal = falOn(server.origin, options);
  beforeEach(() => void server.requests.splice(0));
  afterAll(async () => {
    await fal.close();
    await server.close();
  });
  return { server, fal };
}
