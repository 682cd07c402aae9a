import { asCall, type NextStep } from '../../next-step.ts';
import type { FalVideoError } from '../../errors.ts';
import { safeText, safeValue } from '../../util/safe-text.ts';
import type { Effect } from '../define-tool.ts';

/** Clients show an error's text whole up to a few thousand characters; ours stay well below. */
const MOST_BYTES = 2000;

/** An error as an agent reads it: what happened, whether a retry can cost money, and what to do. */
export function errorText(error: FalVideoError, effect: Effect): string {
  // Shorter parts rather than a cut end: the next step stands last. Some scripts take four bytes a character.
  const texts = [1, 0.5, 0.25].map((share) => compose(error, effect, share));
  return texts.find((text) => Buffer.byteLength(text) <= MOST_BYTES) ?? texts.at(-1) ?? '';
}

function compose(error: FalVideoError, effect: Effect, share: number): string {
  const lines = [
    `${error.code}: ${oneLine(error.message, 900 * share)}`,
    error.detail === undefined ? null : `Detail: ${oneLine(detailText(error.detail), 400 * share)}`,
    aboutText(error, 200 * share),
    `Retry: ${retryText(error, effect)}`,
    error.next === undefined ? null : `Next: ${nextText(error.next, 350 * share)}`,
  ];
  return lines.filter((line) => line !== null).join('\n');
}

/** A call that is cut is none: only words are. */
const nextText = (next: NextStep, most: number) => {
  const drawn = asCall(next);
  return oneLine(drawn, next.tool === undefined ? most : drawn.length);
};

function aboutText({ jobId, requestId, status }: FalVideoError, most: number): string | null {
  const parts = [
    jobId === undefined ? null : `job ${jobId}`,
    requestId === undefined ? null : `fal request ${requestId}`,
    status === undefined ? null : `HTTP ${status}`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : `About: ${oneLine(parts.join(', '), most)}`;
}

/** Only a call that spends can cost money twice. */
function retryText({ retrySafe, temporary }: FalVideoError, effect: Effect): string {
  if (!retrySafe && effect === 'spend') return 'would be a new paid job';
  return temporary ? 'safe, and the same call may succeed later' : 'safe';
}

function detailText(detail: unknown): string {
  return typeof detail === 'string' ? detail : (JSON.stringify(safeValue(detail, 300)) ?? '');
}

const oneLine = (text: string, most: number) =>
  safeText(text, most).replaceAll(/\s+/g, (gap) => (gap.includes('\n') ? ' ' : gap));
