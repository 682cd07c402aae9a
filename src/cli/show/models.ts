import type { Page } from '../command.ts';
import { type Column, table } from '../table.ts';
import { span, usd, yesNo } from './words.ts';

export interface ModelRow {
  model: string;
  endpoint_id: string;
  title?: string;
  durations: number[] | null;
  resolutions: string[] | null;
  audio: boolean;
  end_frame: boolean;
  price: string;
  default_run_usd: number | null;
}

export interface ModelList {
  summary: string;
  models: ModelRow[];
  next_cursor: string | null;
  next: string;
}

export function showModels({ summary, models, next_cursor, next }: ModelList, page: Page): string {
  const { dim } = page.paint;
  const more = next_cursor === null ? [] : [dim(`The next page: --cursor ${next_cursor}`)];
  const rows = models.length === 0 ? [] : [table(models, COLUMNS, page.width, page.paint), ''];
  return [...rows, summary, dim(page.step(next)), ...more].join('\n');
}

const COLUMNS: readonly Column<ModelRow>[] = [
  { title: 'MODEL', text: ({ model }) => model },
  { title: 'SECONDS', text: ({ durations }) => span(durations) },
  { title: 'RESOLUTION', text: ({ resolutions }) => resolutions?.join(', ') ?? 'as it is' },
  { title: 'SOUND', text: ({ audio }) => yesNo(audio) },
  { title: 'END FRAME', text: ({ end_frame }) => yesNo(end_frame) },
  { title: 'A RUN', text: ({ default_run_usd }) => usd(default_run_usd), align: 'right' },
  { title: 'PRICE', text: ({ price }) => price, narrow: 'wrap' },
];
