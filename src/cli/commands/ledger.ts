import { z } from 'zod';
import { readIfExists } from '../../util/atomic-file.ts';
import { safeText } from '../../util/safe-text.ts';
import type { Page, Session, ToolCommand } from '../command.ts';
import { type LedgerAnswer, showLedger } from '../show/ledger.ts';

interface Verified {
  entries: number;
  jobs: number;
  damaged: DamagedLine[];
}

interface DamagedLine {
  line: number;
  problem: string;
  /** Whether it had been looked at before. */
  noted: boolean;
  text: string;
}

type Answer = LedgerAnswer | Verified;

export const ledgerCommand: ToolCommand<Answer, { action?: 'verify'; verify?: true }> = {
  name: 'ledger',
  group: 'Money',
  also: '`fal-video ledger verify` reads the whole journal, and shows its damaged lines.',
  tool: 'read_ledger',
  positionals: ['action'],
  own: z.object({
    action: z.enum(['verify']).optional().describe('verify: the same as --verify'),
    verify: z
      .literal(true)
      .optional()
      .describe(
        'Read the whole journal, show its damaged lines, and note them as seen, so that spending goes on',
      ),
  }),
  run: async ({ input, own, session }) =>
    own.action === 'verify' || own.verify === true
      ? await verify(session)
      : await session.call<LedgerAnswer>('read_ledger', input),
  show: (answer, page) => ('damaged' in answer ? showVerified(answer, page) : showLedger(answer, page)),
};

async function verify({ context }: Session): Promise<Verified> {
  const { entries, jobs, problems } = await context.jobs.verify();
  const lines = ((await readIfExists(context.project.places.journal)) ?? '').split('\n');
  const damaged = problems.map(({ line, problem, noted }) => ({
    line,
    problem,
    noted,
    text: safeText(lines[line - 1] ?? '', 200),
  }));
  return { entries, jobs, damaged };
}

function showVerified({ entries, jobs, damaged }: Verified, { paint }: Page): string {
  const count = `${entries} journal entries of ${jobs} jobs read.`;
  if (damaged.length === 0) return `${paint.green('Sound.')} ${count}`;
  const lines = damaged.flatMap(({ line, problem, noted, text }) => [
    `  line ${line}: ${paint.yellow(problem)}${noted ? ', seen before' : ''}`,
    `    ${paint.dim(text)}`,
  ]);
  return [
    paint.yellow(`${damaged.length} damaged:`),
    ...lines,
    `${count} The damage is noted; it stops no spending any more. What these lines told is lost: compare with fal's own request history if a job is missing.`,
  ].join('\n');
}
