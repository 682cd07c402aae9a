import type { Layout } from '../command.ts';
import { facts, quoted } from './figures.ts';

export interface InspectAnswer {
  video: string;
  job_id?: string;
  output?: number;
  show: string;
  frames?: { index: number }[];
  simulated: boolean;
  summary: string;
  folder: string;
  files: string[];
  more_files?: number;
  measures?: Record<string, number | null | { value: number | null; note: string }>;
  next: string;
}

export function showInspected(answer: InspectAnswer, page: Layout): string {
  const { bold, yellow } = page.paint;
  const more = answer.more_files === undefined ? [] : [`and ${answer.more_files} more`];
  return [
    `${bold(answer.video)}${answer.simulated ? `  ${yellow('simulated')}` : ''}`,
    facts(
      [
        ['Shows', answer.summary],
        ['Measures', measuresText(answer, page)],
        ['Folder', answer.folder],
        ['Files', [...answer.files, ...more].join('\n')],
        ['Next', page.step(nextOf(answer))],
      ],
      page,
    ),
  ].join('\n');
}

/** Of as many frames as this a sprite sheet can be made. */
const MOST_SPRITES = 64;

/** The commands to look closer with, whole enough to be typed as they stand. */
function nextOf(answer: InspectAnswer): string {
  const line = (show: string, more = '') =>
    `\`fal-video inspect ${subjectOf(answer)} --show ${show}${more}\``;
  switch (answer.show) {
    case 'overview':
      return [
        `${line('frames')} takes exact frames`,
        `${line('loop')} the best cycle`,
        `${line('sprites')} a sprite sheet of it`,
        `${line('first_last')} first and last frame beside the input picture`,
      ].join('\n');
    case 'frames': {
      const indices = answer.frames?.map(({ index }) => index) ?? [];
      return indices.length > MOST_SPRITES
        ? answer.next
        : `${line('sprites', ` --indices ${indices.join(' ')}`)} makes a sheet of them.`;
    }
    case 'loop':
      return `${line('sprites')} makes a sprite sheet of these frames.`;
    case 'first_last':
      return `A last frame like the first one can loop: ${line('loop')} says how well.`;
    default:
      return answer.next;
  }
}

/** The video as it is named on the line: by its job, where it has one. */
function subjectOf({ job_id, output, video }: InspectAnswer): string {
  if (job_id === undefined) return quoted(video);
  return output === undefined ? job_id : `${job_id} --output ${output}`;
}

function measuresText({ measures = {} }: InspectAnswer, { paint }: Layout): string {
  return Object.entries(measures)
    .map(([name, measured]) => {
      const { value, note } =
        measured !== null && typeof measured === 'object' ? measured : { value: measured, note: '' };
      const text = `${name.replaceAll('_', ' ')} ${value ?? 'not known'}`;
      return note === '' ? text : `${text} ${paint.dim(`(${note})`)}`;
    })
    .join('\n');
}
