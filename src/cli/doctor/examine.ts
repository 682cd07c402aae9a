import { wireHosts } from '../../fal/index.ts';
import type { WireHosts } from '../../fal/types.ts';
import { createMedia } from '../../media/index.ts';
import { loadModels } from '../../models/index.ts';
import type { OpenOptions } from '../dependencies.ts';
import { checkLiveCatalog } from './catalog.ts';
import { checkClients } from './clients.ts';
import { fail, type Finding, ok } from './check.ts';
import { checkKey } from './key.ts';
import { checkMedia } from './media.ts';
import { checkModels } from './models.ts';
import { checkNetwork } from './network.ts';
import { checkPrices } from './prices.ts';
import { checkConfig, checkDisk, checkJournal, checkPlace } from './project.ts';

export interface Patient {
  root: string;
  env: NodeJS.ProcessEnv;
  /** Of this program. */
  version: string;
  /** Where the wire points; default: what the environment says. */
  hosts?: WireHosts | undefined;
  onProgress?: OpenOptions['onProgress'];
}

/** Looks at everything that a paid job needs, all at once. Sends nothing that could cost. */
export async function examine(patient: Patient): Promise<Finding[]> {
  const { root, env, version, hosts = wireHosts(patient.env), onProgress } = patient;
  const models = loadModels();
  const media = createMedia();
  try {
    const findings = await Promise.all([
      checkKey(env, hosts, models.list()[0]?.endpoint_id ?? ''),
      checkNetwork(hosts, env),
      checkConfig(root),
      checkDisk(root),
      checkPlace(root, hosts.simulated),
      checkJournal(root, hosts.simulated, onProgress),
      checkLiveCatalog(root, hosts.simulated, models),
      checkMedia(media),
      checkClients(root, env, version),
    ]);
    return [
      checkNode(process.versions.node),
      checkModels(root),
      checkPrices(models, new Date()),
      ...findings.flat(),
    ];
  } finally {
    await media.close();
  }
}

/** package.json, `engines`. */
const LEAST_NODE = [20, 19] as const;

export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isEnough = major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1]);
  return isEnough
    ? ok('node', `version ${version}`)
    : fail('node', `version ${version}`, `Install Node.js ${LEAST_NODE.join('.')} or newer.`);
}
