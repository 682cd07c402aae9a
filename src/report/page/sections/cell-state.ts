import type { ReportCell } from '../../report-data.ts';

/** How a cell stands, in five kinds that a reader tells apart. */
export type CellStanding = 'done' | 'failed' | 'unknown' | 'open' | 'waiting';

export const STANDINGS: Record<CellStanding, string> = {
  done: 'Done',
  failed: 'Failed',
  unknown: 'Outcome unknown',
  open: 'Under way',
  waiting: 'Not started',
};

const STANDING_OF: Record<ReportCell['status'], CellStanding> = {
  waiting: 'waiting',
  planned: 'open',
  submitting: 'open',
  queued: 'open',
  running: 'open',
  completed: 'open',
  collected: 'done',
  'not-sent': 'failed',
  failed: 'failed',
  cancelled: 'failed',
  unknown: 'unknown',
  expired: 'failed',
};

export const cellStanding = ({ status }: Pick<ReportCell, 'status'>): CellStanding => STANDING_OF[status];

/** `Failed`, or fal's own word where it says more. */
export function standingText(cell: Pick<ReportCell, 'status'>): string {
  const standing = cellStanding(cell);
  if (standing === 'open') return `Under way: ${cell.status}`;
  return standing === 'failed' && cell.status !== 'failed' ? sentence(cell.status) : STANDINGS[standing];
}

/** Why there is no video; `null` where there is one. */
export function reasonOf(cell: ReportCell): string | null {
  if (cell.video !== null && cell.video_href !== null) return null;
  if (cell.error !== null) return cell.error.message;
  return REASONS[cell.status] ?? 'It was not finished when this page was made.';
}

const REASONS: Partial<Record<ReportCell['status'], string>> = {
  waiting: 'It was not submitted before this page was made. Running the experiment again starts it.',
  unknown:
    'It may or may not have reached fal, and may have been paid. It is settled by reconcile, never by sending it again.',
  collected: 'Its result holds no video that could be read.',
  cancelled: 'It was cancelled.',
  expired: 'fal no longer keeps its result.',
  'not-sent': 'It never left this machine, and cost nothing.',
};

const sentence = (word: string) => word.charAt(0).toUpperCase() + word.slice(1).replaceAll('-', ' ');
