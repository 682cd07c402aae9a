import { z } from 'zod';
import type { LedgerRow } from '../src/ledger/ledger-row.ts';
import { defineDataTool } from '../src/server/define-tool.ts';
import {
  billedCostOf,
  type LedgerTotals,
  totalsOf,
  totalsSchema,
} from '../src/server/spending/ledger-totals.ts';
import { simulatedBeside } from '../src/server/answer/simulated-beside.ts';
import { badCursor, fitted } from '../src/server/answer/page.ts';
import { RUN_GROUPS } from '../src/store/records.ts';
import { cursorParam, limitParam } from '../src/server/params.ts';
import { usdSchema } from '../src/server/answer/views.ts';
import { formatUsd, microsFromUsd, usdFromMicros, usdOrNull } from '../src/util/money.ts';

const STATUSES = ['collected', 'failed', 'cancelled', 'expired', 'not-sent', 'unknown'] as const;

const day = z.string().refine((text) => /^\d{4}-\d{2}-\d{2}$/.test(text), 'a day such as 2026-11-30');

const input = z.object({
  model: z.string().optional().describe('Alias or endpoint id.'),
  status: z.enum(STATUSES).optional().describe('Only runs that ended so.'),
  since: day.optional().describe('First UTC day, YYYY-MM-DD.'),
  until: day.optional().describe('Last UTC day.'),
  experiment: z.string().optional().describe('Only runs of this experiment.'),
  group_by: z.enum(RUN_GROUPS).optional().describe('Adds totals for each.'),
  limit: limitParam(100, 20),
  cursor: cursorParam,
});

export const readLedgerTool = defineDataTool({
  name: 'read_ledger',
  title: 'Read the ledger',
  effect: 'read',
  reaches: 'project',
  description:
    'Shows how much money was spent, and what is left of the caps. Runs newest first with estimate, bill, verified cost and drift; ' +
    'totals of all that fit the filters, by group if asked. Jobs in flight are in list_jobs.',
  input,
  output: z.object({
    summary: z.string(),
    totals: totalsSchema,
    groups: z.array(z.object({ group: z.string(), ...totalsSchema.shape })).nullable(),
    rows: z.array(
      z.object({
        job_id: z.string(),
        timestamp: z.string(),
        model: z.string(),
        status: z.string(),
        request_id: z.string().nullable(),
        estimated_usd: usdSchema,
        billed_usd: usdSchema,
        verified_usd: usdSchema,
        drift_usd: usdSchema,
        bill_note: z.string().nullable().describe('Why it is not known, disputed, or above its quote'),
        disputed: z.boolean().optional().describe('Only where it is'),
        counted_usd: usdSchema.optional().describe('What a disputed bill counts as'),
        experiment: z.string().nullable(),
        run_manifest: z.string(),
      }),
    ),
    next_cursor: z.string().nullable(),
    caps: z.object({
      job_usd: z.number().describe('The most for one job'),
      left_today_usd: z.number(),
      spent_today_usd: z.number().describe('Billed, or reserved where the bill is not known'),
      ask_above_usd: usdSchema,
    }),
    simulated: z.boolean(),
  }),
  async run({ limit, cursor, group_by, ...filter }, context) {
    const { jobs, project, fal } = context;
    if (cursor !== undefined && (await jobs.ledger.countRuns({ ...filter, ids: [cursor] })) === 0)
      throw badCursor(cursor);
    const rows = await jobs.ledger.runs(filter, { limit, after: cursor });
    const rest = await jobs.ledger.countRuns(filter, cursor);
    const shown = fitted(rows.map(rowOf), rest, ({ job_id }) => job_id);
    const left = await jobs.allowance();
    const sums = totalsOf(await jobs.ledger.totals(filter));
    const groups = group_by === undefined ? null : await jobs.ledger.totalsBy(group_by, filter);
    return {
      summary:
        `Runs: ${sums.runs}. Estimated ${dollars(sums.estimated_usd)}, billed ${dollars(sums.billed_usd)}; ` +
        `bills not known: ${sums.bill_unknown}${disputedText(sums)}. Shown ${shown.items.length}, left ${shown.left}.` +
        (await simulatedBeside(context, 'ledger')),
      totals: sums,
      groups: groups?.map(({ group, ...ofGroup }) => ({ group, ...totalsOf(ofGroup) })) ?? null,
      rows: shown.items,
      next_cursor: shown.next_cursor,
      caps: {
        job_usd: usdFromMicros(left.job),
        left_today_usd: usdFromMicros(left.day),
        spent_today_usd: usdFromMicros(left.spent_today),
        ask_above_usd: usdOrNull(project.config.ask_above),
      },
      simulated: fal.hosts.simulated,
    };
  },
});

function rowOf(row: LedgerRow) {
  return {
    job_id: row.job_id,
    timestamp: row.timestamp,
    model: row.model_alias ?? row.endpoint_id,
    status: row.status,
    request_id: row.request_id,
    estimated_usd: row.estimated_cost,
    billed_usd: billedCostOf(row),
    verified_usd: row.verified_cost,
    drift_usd: row.drift,
    bill_note: row.billed_note,
    ...(row.disputed ? { disputed: true, counted_usd: row.counted_cost } : {}),
    experiment: row.experiment,
    run_manifest: row.run_manifest,
  };
}

/** With disputed bills among them, what was billed is not what counts. */
const disputedText = ({ disputed, counted_usd }: LedgerTotals) =>
  disputed === 0 ? '' : `; disputed: ${disputed}, so that ${dollars(counted_usd)} count`;

const dollars = (usd: number | null) => (usd === null ? 'not known' : formatUsd(microsFromUsd(usd)));
