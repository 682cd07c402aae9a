import { z } from 'zod';
import type { RepairPlan } from '../../jobs/jobs.ts';
import type { JournalProblem } from '../../ledger/journal-line.ts';
import { linesAt } from '../../util/lines-at.ts';
import { usdFromMicros } from '../../util/money.ts';
import { safeText } from '../../util/safe-text.ts';
import { saysYes } from '../ask.ts';
import type { Layout, Session, ToolCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { type LedgerAnswer, showLedger } from '../show/ledger.ts';
import { type Repair, showRepairPlan, showRepair } from '../show/repair.ts';

interface Verified {
  entries: number;
  jobs: number;
  /** Each with its text; `noted`: it had been looked at before. */
  damaged: (Pick<JournalProblem, 'line' | 'problem' | 'noted'> & { text: string })[];
  /** What else is lost; `null` where nothing is. */
  missing: string | null;
}

type Answer = LedgerAnswer | Verified | Repair;

const options = z.object({
  action: z.enum(['verify', 'repair']).optional().describe('The same as --verify or --repair'),
  verify: z
    .literal(true)
    .optional()
    .describe(
      'Read the whole journal, show its damaged lines, and note them as seen, so that spending goes on where nothing is missing',
    ),
  repair: z
    .literal(true)
    .optional()
    .describe(
      'Show what the journal has lost and the files beside it still know, and, once agreed to, write it anew',
    ),
  yes: z.literal(true).optional().describe('With --repair: do it without asking'),
});

export const ledgerCommand: ToolCommand<'read_ledger', z.output<typeof options>, Answer> = {
  name: 'ledger',
  group: 'Money',
  also:
    '`fal-video ledger verify` reads the whole journal, and shows its damaged lines. `fal-video ledger repair` writes anew ' +
    'what the journal has lost, from the ledger and the run files.',
  tool: 'read_ledger',
  positionals: ['action'],
  own: options,
  run: async ({ input, own, session }) => {
    if (own.action === 'verify' || own.verify === true) return await verify(session);
    if (own.action === 'repair' || own.repair === true) return await repair(session, own.yes === true);
    return await session.call('read_ledger', input);
  },
  show: (answer, page) => {
    if ('damaged' in answer) return showVerified(answer, page);
    return 'repaired' in answer ? showRepair(answer, page) : showLedger(answer, page);
  },
  exitCode: (answer) => {
    if ('damaged' in answer) return answer.missing === null ? EXIT.done : EXIT.failed;
    if (!('repaired' in answer) || answer.missing === null) return EXIT.done;
    return answer.repaired ? EXIT.failed : EXIT.refused;
  },
};

async function verify({ context }: Session): Promise<Verified> {
  const { entries, jobs, problems, missing } = await context.jobs.verify();
  const lines = await linesAt(context.project.paths.journal, new Set(problems.map(({ line }) => line)));
  const damaged = problems.map(({ line, problem, noted }) => ({
    line,
    problem,
    noted,
    text: safeText(lines.get(line) ?? '', 200),
  }));
  return { entries, jobs, damaged, missing };
}

/** First shown, then done by who agrees: never by an agent, which cannot say what the user lost. */
async function repair(session: Session, isAgreed: boolean): Promise<Repair> {
  const { context, printer } = session;
  const { jobs } = context;
  const plan = await jobs.planRepair();
  const trouble = await jobs.trouble();
  const planned = { ...viewOf(plan), missing: trouble?.message ?? null, repaired: false };
  if (trouble === null) return planned;
  const question = [planned.missing, showRepairPlan(planned, printer), 'Write this?'].join('\n\n');
  const agreed = isAgreed || (await saysYes(question, session));
  if (!agreed) return planned;
  return { ...planned, missing: await jobs.repair(plan), repaired: true };
}

const viewOf = ({ jobs, refused }: RepairPlan): Pick<Repair, 'jobs' | 'refused'> => ({
  jobs: jobs.map(({ job, was_missing, counts, from }) => ({
    job_id: job.job_id,
    model: job.plan.model_alias ?? job.plan.endpoint_id,
    status: job.state,
    counts_usd: usdFromMicros(counts),
    was_missing,
    from,
  })),
  refused,
});

function showVerified({ entries, jobs, damaged, missing }: Verified, { paint }: Layout): string {
  const count = `${entries} journal entries of ${jobs} jobs read.`;
  if (damaged.length === 0) return missing === null ? `${paint.green('Sound.')} ${count}` : count;
  const lines = damaged.flatMap(({ line, problem, noted, text }) => [
    `  line ${line}: ${paint.yellow(problem)}${noted ? ', seen before' : ''}`,
    `    ${paint.dim(text)}`,
  ]);
  const noted =
    'The damage is noted; it stops no spending any more: the ledger and the run files know nothing that the journal does not.';
  return [
    paint.yellow(`${damaged.length} damaged:`),
    ...lines,
    missing === null ? `${count} ${noted}` : count,
  ].join('\n');
}
