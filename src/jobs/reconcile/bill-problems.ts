import { timesEstimate } from '../../store/bill-note.ts';
import { costOf } from '../../store/cost-of.ts';
import { disputeOf } from '../../store/dispute.ts';
import type { ModelCosts, Records, Strayed } from '../../store/records.ts';

export interface BillProblem {
  code: string;
  message: string;
}

/**
 * The models that cost otherwise than quoted, each for itself and in each direction: in a sum over all, one that is
 * far too dear hides behind another.
 */
export async function billProblems(
  costs: readonly ModelCosts[],
  records: Pick<Records, 'find'>,
): Promise<BillProblem[]> {
  const problems: BillProblem[] = [];
  for (const { model, paid, above_quote, below_quote } of costs) {
    const told = async (code: string, how: string, strayed: Strayed | null) => {
      if (strayed !== null)
        problems.push({ code, message: await sentence(model, paid, how, strayed, records) });
    };
    await told('BILLED_ABOVE_QUOTE', 'more', above_quote);
    await told('BILLED_BELOW_QUOTE', 'less', below_quote);
  }
  return problems;
}

/** With the job that strays most. */
async function sentence(
  model: string,
  paid: number,
  how: string,
  { jobs, most }: Strayed,
  records: Pick<Records, 'find'>,
): Promise<string> {
  const [job] = await records.find({ ids: [most] });
  const count = `${jobs} of ${paid} ${paid === 1 ? 'job' : 'jobs'}`;
  // What a disputed bill counts as is not what it says.
  const figures =
    job === undefined ? '' : ` ${timesEstimate(job, disputeOf(job)?.billed ?? costOf(job) ?? 0)}`;
  return `${model}: ${count} cost ${how} than quoted, ${most}${figures}.`;
}
