import { type Measured, type MeasureName, MEASURES } from '../measure-types.ts';
import type { VideoInfo } from '../types.ts';
import { firstFrameError, identityChange } from './against-input.ts';
import { type BackgroundSeries, flickerOf } from './background.ts';
import { apart } from './compare.ts';
import { camera, longestStretch, type CameraPosition, subjectDrift } from './drift.ts';
import type { Fittings } from './input-picture.ts';
import { subjectArea } from './motion-amount.ts';
import { type ClipView, framesMeasured } from './observe.ts';
import { mean, median } from './statistics.ts';
import { stillness } from './stillness.ts';

/** All that was found in a clip. */
export interface Found {
  info: VideoInfo;
  view: ClipView;
  input: Fittings | null;
  times: number[];
  background: BackgroundSeries;
  motion: number[];
  path: CameraPosition[];
  /** The frames with which another shot begins. */
  cuts: number[];
}

type Measures = Record<MeasureName, Measured>;

export function measuresOf(found: Found): Measures {
  const { view, input } = found;
  const all: Partial<Measures> = {
    ...(view.frames.length > 1
      ? { ...cameraMeasures(found), ...subjectMeasures(found), ...otherMeasures(found) }
      : {}),
    identity_change: identityChange(view, input),
    first_frame_error: firstFrameError(view, input),
    sharpness: { value: median(view.sharpness) },
  };
  const entries = MEASURES.map((name) => [name, tidied(all[name] ?? ONE_FRAME, missing(found))]);
  return Object.fromEntries(entries) as Measures;
}

const ONE_FRAME: Measured = { value: null, note: 'The clip has one frame only.' };

/** What was not looked at: the end of a long clip, or frames that are damaged. */
function missing({ info, view }: Found): string {
  const [seen, unseen] = [view.frames.length, info.frames - view.frames.length];
  if (unseen <= 0) return '';
  return seen === framesMeasured(info)
    ? `Only the first ${seen} of ${info.frames} frames were measured.`
    : `${unseen} of ${info.frames} frames cannot be decoded.`;
}

/** Six digits after the point, and the notes in one line. */
function tidied({ value, note = '' }: Measured, more: string): Measured {
  const notes = [note, more].filter((text) => text !== '').join(' ');
  const rounded = value === null ? null : Math.round(value * 1e6) / 1e6 + 0;
  return notes === '' ? { value: rounded } : { value: rounded, note: notes };
}

function cameraMeasures({ view, path, times, cuts, background }: Found) {
  const { from, to } = longestStretch(view.frames, cuts);
  const note = [
    background.flat ? 'The background is flat: this is how the subject as a whole moves.' : '',
    to - from < path.length ? `Read from frames ${from} to ${to - 1}: the picture breaks off there.` : '',
  ];
  const rates = camera(path.slice(from, to), times.slice(from, to));
  const measured = (value: number): Measured => noted(to - from > 1 ? value : null, ...note);
  return {
    camera_shift: measured(rates.shift),
    camera_zoom: measured(rates.zoom),
    camera_turn: measured(rates.turn),
  };
}

function subjectMeasures({ view: { frames }, background }: Found) {
  const drift = background.flat ? subjectDrift(frames) : null;
  if (drift === null) return { subject_scale_drift: NO_SUBJECT, subject_position_drift: NO_SUBJECT };
  const cut = frames.filter(({ subject }) => subject?.cut === true).length;
  const note =
    cut > 0 ? `The subject reaches the edge of the frame in ${cut} of ${frames.length} frames.` : '';
  return {
    subject_scale_drift: noted(drift.scale, note),
    subject_position_drift: noted(drift.position, note),
  };
}

const NO_SUBJECT: Measured = {
  value: null,
  note: 'No subject was found: nothing stands out from one flat background.',
};

function otherMeasures({ view: { frames }, times, background, motion, cuts }: Found) {
  const edge = background.flat ? '' : 'No flat background: the outer edge of the frame stands for it.';
  const flicker = flickerOf(background.brightness).filter(
    (_, at) => !cuts.includes(at) && !cuts.includes(at + 1),
  );
  const still = stillness(
    frames.map(({ change }) => change),
    times,
  );
  return {
    motion: { value: mean(motion) },
    background_change: noted(mean(background.change.slice(1)), edge),
    flicker:
      frames.length > 2
        ? noted(mean(flicker.slice(1, -1)), edge)
        : { value: null, note: 'The clip has two frames only.' },
    loop_seam: { value: loopSeam(frames) },
    frozen_frames: { value: still.frozen },
    duplicated_frames: { value: still.duplicated },
    cuts: { value: cuts.length },
  };
}

/** How much larger the step from the last frame to the first is than the usual step. */
function loopSeam(frames: ClipView['frames']): number {
  const steps = frames.map(({ thumb }, index) =>
    apart(thumb, (frames[index + 1] ?? frames[0] ?? { thumb }).thumb),
  );
  const seam = steps.at(-1) ?? 0;
  return Math.min(1, Math.max(0, seam - median(steps.slice(0, -1))) / subjectArea(frames));
}

function noted(value: number | null, ...notes: string[]): Measured {
  const note = notes.filter((text) => text !== '').join(' ');
  return note === '' ? { value } : { value, note };
}
