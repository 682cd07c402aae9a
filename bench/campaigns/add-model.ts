import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FalVideoError } from '../../src/errors.ts';
import { type AddOrder, writePreset } from '../../src/models/add-model/index.ts';
import { loadModels } from '../../src/models/index.ts';
import { OWN_ENDING } from '../../src/models/presets/read-presets.ts';
import { readModelData } from '../../src/models/read-data.ts';
import { packageRoot } from '../../src/util/package-root.ts';
import { openApiOf, type RecordedEndpoint, recordedEndpoints } from '../../test/support/recorded-schemas.ts';
import { judgePreset } from './judge-preset.ts';

export interface Tried {
  endpoint_id: string;
  category: string;
  /** `written`: compared with nothing. */
  verdict: 'right' | 'wrong' | 'written' | 'refused';
  /** What is wrong, or why it was refused. */
  why: string;
  /** Whether the recorded result holds a picture or a clip, or is empty in a category of these. */
  makesPictures: boolean;
}

export interface AddModelOptions {
  /** Only each tenth, with 10. */
  every?: number;
  /** Only this endpoint. */
  only?: string;
  /** `snapshot`: without a document, as one who is offline. Nothing is judged then: the snapshot is newer. */
  from?: 'document' | 'snapshot';
  /** Changes a preset before it is judged. */
  spoil?: (preset: string) => string;
}

/** Writes a preset from each recorded document, without any preset that ships, and judges it against the document. */
export function runAddModel({
  every = 1,
  only,
  from = 'document',
  spoil = (preset) => preset,
}: AddModelOptions = {}): Tried[] {
  const folder = mkdtempSync(join(tmpdir(), 'fal-video-add-model-'));
  try {
    const [shipped, own] = [join(folder, 'shipped'), join(folder, 'own')];
    for (const path of [shipped, own]) mkdirSync(path);
    for (const name of ['catalog.json', 'prices.json']) {
      copyFileSync(join(packageRoot, 'presets', name), join(shipped, name));
    }
    const chosen = recordedEndpoints().filter(
      ({ endpoint_id }, index) => index % every === 0 && (only ?? endpoint_id) === endpoint_id,
    );
    const data = readModelData(shipped);
    const tried = chosen.map((endpoint) => {
      const { endpoint_id } = endpoint;
      const openapi = from === 'document' ? JSON.stringify(openApiOf(endpoint)) : undefined;
      // Each its own: in one project two owners' endpoints may want one name.
      const alias = endpoint_id.toLowerCase().replaceAll(/[/_]/g, '-');
      const order: AddOrder = { endpointId: endpoint_id, openapi, alias, today: '2026-01-28' };
      const why = refusal(() =>
        writeFileSync(join(own, `${alias}${OWN_ENDING}`), spoil(writePreset(order, data).text)),
      );
      return { endpoint, alias, why };
    });
    const models = loadModels(shipped, [], own);
    return tried.map(({ endpoint, alias, why }) => {
      const isJudged = why === null && from === 'document';
      const wrong = isJudged ? judgePreset(endpoint, alias, models) : [];
      const judged = wrong.length === 0 ? 'right' : 'wrong';
      return {
        endpoint_id: endpoint.endpoint_id,
        category: endpoint.category,
        verdict: why !== null ? 'refused' : isJudged ? judged : 'written',
        why: why ?? wrong.join('; '),
        makesPictures: makesPictures(endpoint),
      };
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Why it refuses; `null` where it does not. */
function refusal(write: () => void): string | null {
  try {
    write();
    return null;
  } catch (error) {
    if (error instanceof FalVideoError) return `${error.code}: ${error.message}`;
    throw error;
  }
}

function makesPictures({ category, output }: RecordedEndpoint): boolean {
  const names = Object.keys(output['properties'] ?? {});
  const isEmpty = names.length === 0 && /-to-(?:video|image)$/.test(category);
  return isEmpty || names.some((name) => /^(?:video|image)s?(?:_url)?$/.test(name));
}

/** The share of image and video endpoints with this verdict. */
export function shareOf(wanted: Tried['verdict'], tried: readonly Tried[]): number {
  const ours = tried.filter(({ makesPictures: does }) => does);
  return ours.filter(({ verdict }) => verdict === wanted).length / ours.length;
}

if (process.argv[1] === import.meta.filename) {
  const from = process.argv.includes('--snapshot') ? 'snapshot' : 'document';
  const tried = runAddModel({ from });
  for (const { verdict, endpoint_id, category, why } of tried) {
    console.log(`${verdict.padEnd(8)} ${endpoint_id} (${category})${why === '' ? '' : `: ${why}`}`);
  }
  const count = (verdict: Tried['verdict']) => tried.filter((each) => each.verdict === verdict).length;
  const best = from === 'snapshot' ? 'written' : 'right';
  const share = shareOf(best, tried);
  const counts =
    from === 'snapshot'
      ? `${count('written')} written and compared with nothing`
      : `${count('right')} right, ${count('wrong')} wrong`;
  console.log(
    `${tried.length} ${from}s: ${counts}, ${count('refused')} refused; ` +
      `${(100 * share).toFixed(1)} % of those that make pictures or clips are ${best}.`,
  );
  process.exitCode = share >= 0.95 ? 0 : 1;
}
