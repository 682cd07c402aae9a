/** The measures of a clip, in the order in which they are shown. */
export const MEASURES = [
  'motion',
  'background_change',
  'camera_shift',
  'camera_zoom',
  'camera_turn',
  'subject_scale_drift',
  'subject_position_drift',
  'identity_change',
  'first_frame_error',
  'flicker',
  'loop_seam',
  'frozen_frames',
  'duplicated_frames',
  'cuts',
  'sharpness',
] as const;
export type MeasureName = (typeof MEASURES)[number];

/** What one measure says of one clip. */
export interface Measured {
  /** In the unit of its definition; `null` where it cannot be said. */
  value: number | null;
  /** Why there is no value, or what makes it doubtful: a cut in the clip, a subject that was not found. */
  note?: string;
}

/** How a measure is defined: data for `references/`, for the report and for an agent. */
export interface MeasureDefinition {
  name: MeasureName;
  title: string;
  /** `1` for a fraction without a unit. */
  unit: string;
  /** The formula in words that could be programmed again. */
  formula: string;
  range: string;
  /** What it cannot tell. */
  limits: string;
  /** Which end is usually wanted; `null` where that depends on the task. */
  better: 'low' | 'high' | null;
}

/** The best cycle of a clip. Frame indices count from 0 in the order shown. */
export interface Loop {
  first: number;
  /** The frame that looks like `first` again; it is not part of the cycle. */
  repeat: number;
  seconds: number;
  /** Difference between `first` and `repeat`: 0 the same, 1 black against white. */
  seam: number;
  /** How much the cycle moves at all; a loop of a still picture is none. */
  motion: number;
  /** Evenly spaced frames of one cycle, `first` first. */
  frames: number[];
}

export interface ClipMeasures {
  frames: number;
  seconds: number;
  fps: number;
  measures: Record<MeasureName, Measured>;
  /** `null` where nothing repeats. */
  loop: Loop | null;
  /** Small charts: one value for each of at most 240 moments. */
  series: {
    times: number[];
    motion: number[];
    background: number[];
    brightness: number[];
    shift_x: number[];
    shift_y: number[];
    zoom: number[];
  };
}
