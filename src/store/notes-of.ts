import type { ClipFacts } from '../models/clip-facts.ts';
import { videoOf } from './outputs.ts';
import type { Job, OutputFile } from './job.ts';

type Made = Pick<Job, 'plan' | 'outputs'>;
type Noted = Made & Pick<Job, 'state' | 'note'>;

/** What is worth knowing of a job beside how it stands: of what was sent, and of what came out. */
export const notesOf = (job: Noted): string[] => [
  ...(job.plan.notes ?? []),
  // What is noted of an unknown job stands in its next step.
  ...(job.note === null || job.state === 'unknown' ? [] : [job.note]),
  ...cameOut(job),
];

/** What came out otherwise than asked, in a line; none where it is as asked, or nobody knows. */
export function cameOut({ plan: { promised }, outputs }: Made): string[] {
  const clip = videoOf({ outputs })?.video ?? null;
  const otherwise = promised === undefined || clip === null ? null : otherwiseThan(promised, clip);
  return otherwise === null ? [] : [otherwise];
}

type Clip = Pick<NonNullable<OutputFile['video']>, 'width' | 'height' | 'seconds' | 'has_audio'>;

/** The two held against each other. */
export function otherwiseThan(asked: ClipFacts, clip: Clip): string | null {
  const { width, height, seconds, has_audio } = clip;
  const parts = [
    isOtherLength(asked.seconds, seconds) ? `${round(seconds)} s instead of ${asked.seconds} s` : null,
    isOtherShape(asked.aspect_ratio, clip) ? `${width}x${height} instead of ${asked.aspect_ratio}` : null,
    isOtherSize(asked.resolution, clip) ? `${width}x${height} instead of ${asked.resolution}` : null,
    asked.audio === true && !has_audio ? 'without sound' : null,
    asked.audio === false && has_audio ? 'with sound' : null,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : `It came out otherwise than asked: ${parts.join(', ')}.`;
}

/** Models count in frames: 3 s come as 3.163, 4 as 4.3, 5 as 5.18, 6 as 6.042 (recorded in 2026). */
function isOtherLength(asked: number | null, seconds: number): boolean {
  return asked !== null && Math.abs(seconds - asked) > Math.max(0.5, asked * 0.05);
}

/** Sides are multiples of 8, 16 or 32: 832x480 is meant as 16:9, and so is 864x480. */
function isOtherShape(asked: string | null, { width, height }: Clip): boolean {
  const [, across, down] = /^(\d{1,3}):(\d{1,3})$/.exec(asked ?? '') ?? [];
  const ratio = Number(across) / Number(down);
  return ratio > 0 && ratio < Infinity && Math.abs(width / height / ratio - 1) > 0.06;
}

/**
 * `720p` is 720 pixels on the shorter side to some models, and to others as many pixels in all as 1280x720 has: at 480p
 * and 1:1 Seedance makes 640x640 (its bills, read 2026-11-30). Either will do.
 */
function isOtherSize(asked: string | null, { width, height }: Clip): boolean {
  const lines = LINES[asked?.toLowerCase() ?? ''] ?? Number(/^(\d{3,4})p$/i.exec(asked ?? '')?.[1]);
  if (!(lines > 0)) return false;
  const isNear = (a: number, b: number, part: number) => Math.abs(a / b - 1) <= part;
  return (
    !isNear(Math.min(width, height), lines, 0.15) && !isNear(width * height, (lines * lines * 16) / 9, 0.3)
  );
}

const LINES: Record<string, number> = { '2k': 1440, '4k': 2160 };

const round = (seconds: number) => Math.round(seconds * 100) / 100;
