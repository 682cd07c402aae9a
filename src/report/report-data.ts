import type { CellState, PlannedPicture, PlannedPrompt, RefusedCell } from '../experiments/types.ts';
import type { MeasureDefinition } from '../media/measure-types.ts';
import type { Micros } from '../util/money.ts';

/**
 * Everything that the page shows, as one JSON inside it. Paths in it are relative to the page, so that the
 * experiment's folder can be moved or sent as a whole.
 */
export interface ReportData {
  version: 1;
  slug: string;
  title: string;
  made_at: string;
  simulated: boolean;
  /** Why the run stopped early; `null` when it did not. */
  stopped: string | null;
  prompts: PlannedPrompt[];
  /** `href` is relative to the page, or an https URL that the page does not load by itself. */
  pictures: (PlannedPicture & { href: string | null })[];
  cells: ReportCell[];
  /** Cells that their model cannot do at all: shown, so that nobody takes a gap for a choice. */
  refused: RefusedCell[];
  totals: { cells: number; collected: number; estimated: Micros | null; billed: Micros };
  warnings: string[];
  measures: readonly MeasureDefinition[];
}

export interface ReportCell extends CellState {
  /** Relative to the page, as it stands in a URL. */
  video_href: string | null;
  sheet_href: string | null;
  /** A command that makes this cell alone once more. */
  rerun: string;
}
