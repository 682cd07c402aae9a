import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { priceFileSchema } from '../../src/models/price-rules/price-schema.ts';
import { packageRoot } from '../../src/util/package-root.ts';

const run = promisify(execFile);
let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fal-video-prices-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A row as the dated list has it. */
const fact = (change: object = {}, rule: object = {}) => ({
  endpoint_id: 'owner/app',
  family: 'app',
  task: 'image-to-video',
  status: 'seen',
  unit: 'second',
  unit_price_usd: 0.1,
  rate_min_usd: 0.1,
  rate_max_usd: 0.1,
  rule: { kind: 'per_second', rate: 0.1, seconds: 'output', ...rule },
  as_of: '2026-10-01',
  source_url: 'https://fal.ai/models/owner/app',
  confidence: 'high',
  evidence: "fal's own page",
  pricing_api_2026_07_28: { unit_price: 0.05, billing_unit: 'seconds' },
  pricing_api_relation: 'base unit; the page rule applies hidden multipliers',
  arguments: { duration: { values: ['auto', '4', '8'], default: 'auto' } },
  notes: 'a remark',
  ...change,
});

async function build(...facts: object[]) {
  const [list, target] = [join(folder, 'list.json'), join(folder, 'prices.json')];
  await writeFile(list, JSON.stringify(facts));
  const script = join(packageRoot, 'scripts', 'build-prices.mjs');
  const { stderr } = await run(process.execPath, [script, list, target]).catch(
    (error: { stderr: string }) => error,
  );
  const text = await readFile(target, 'utf8').catch(() => null);
  return { stderr, text };
}

describe('the script that builds the price list', () => {
  it('writes rows in the order of their ids, which the program reads', async () => {
    const { text } = await build(fact({ endpoint_id: 'owner/z' }), fact());
    const rows = priceFileSchema.parse(JSON.parse(text ?? ''));
    expect(rows.map(({ endpoint_id }) => endpoint_id)).toEqual(['owner/app', 'owner/z']);
    expect(rows[0]).toMatchObject({
      as_of: '2026-10-01',
      note: 'a remark.',
      pricing_api: { unit_price: 0.05, relation: 'a base unit with hidden multipliers' },
    });
    expect(rows[0]?.rule.cost({})).toMatchObject({ low: 400_000, high: 800_000 });
  });

  it.each([
    ['a modifier', fact({}, { discount: 0.5 }), 'owner/app.rule: cannot read discount'],
    ['a kind', fact({}, { kind: 'per_wish' }), 'owner/app.rule.kind: cannot read "per_wish"'],
    [
      'words for seconds',
      fact({}, { seconds: 'as you like' }),
      'owner/app.rule.seconds: cannot read "as you like"',
    ],
    [
      'a condition',
      fact({}, { multiply: [{ when: 'full moon', factor: 2 }] }),
      'owner/app.rule.multiply.when: cannot read "full moon"',
    ],
    [
      'a surcharge',
      fact({}, { add: [{ per: 'wish', usd: 1 }] }),
      'owner/app.rule.add.per: cannot read "wish"',
    ],
    ['a member of the row', fact({ currency: 'EUR' }), 'owner/app: cannot read currency'],
    [
      'a relation',
      fact({ pricing_api_relation: 'perhaps' }),
      'owner/app.pricing_api_relation: cannot read "perhaps"',
    ],
    [
      'two defaults',
      fact(
        { arguments: { duration: { default: 4 } } },
        { kind: 'per_second_table', rate: undefined, keys: [], rates: {}, defaults: { duration: 5 } },
      ),
      'owner/app: two defaults of duration: 5, 4',
    ],
  ])(
    'refuses %s that it cannot read, with endpoint and field, and writes nothing',
    async (_what, row, problem) => {
      const { stderr, text } = await build(row);
      expect(stderr).toContain(problem);
      expect(text).toBeNull();
    },
  );

  it('refuses an endpoint that stands there twice', async () => {
    expect((await build(fact(), fact())).stderr).toContain('an endpoint stands there twice');
  });
});
