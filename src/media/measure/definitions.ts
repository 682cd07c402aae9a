import type { MeasureDefinition } from '../measure-types.ts';

/**
 * What each measure means, in the order of `MEASURES`. `references/measures.md` is made from this. The words used are
 * explained there: small picture, thumbnail, difference, subject, background, corners.
 */
export const MEASURE_DEFINITIONS: readonly MeasureDefinition[] = [
  {
    name: 'motion',
    title: 'Motion',
    unit: '1',
    formula:
      'The mean, over all frames, of the difference between the thumbnails of a frame and of the last frame at least 1/12 s before it, steps of 1/255 not counted, divided by the part of the frame that the subject takes (by 1 without a subject).',
    range: '0 (still) to 1; a walk on the spot is around 0.05 to 0.15 on a flat background.',
    limits:
      'Counts every change: a flicker, a moving camera and a walking subject alike. Strong contrasts count more than weak ones, so only clips of the same picture compare well.',
    better: null,
  },
  {
    name: 'background_change',
    title: 'Background change',
    unit: '1',
    formula:
      'The mean, over all frames but the first, of the difference from the first frame in the thumbnail pixels that lie outside the subject (and one pixel around it) in both and outside the corners, each frame first brought to the brightness that it has without flicker (weights 1 2 1 over its neighbours).',
    range: '0 (the same throughout) to 1; below 0.01 nobody sees it.',
    limits:
      'Without a flat background a tenth of the frame along each side stands for it, moved back as the camera went: a subject that walks there counts as background. After a cut everything has changed.',
    better: 'low',
  },
  {
    name: 'camera_shift',
    title: 'Camera shift',
    unit: 'frame/s',
    formula:
      'Each frame is brought to cover the first one by a shift, turn and zoom (least squares on the edges of the small picture, coarse to fine, points that do not follow the others left out). The steepness, by least squares over time, of the way of the frame’s centre: √(x² + y²), x as a fraction of the width, y of the height.',
    range: '0 (locked) upwards; 0.01 crosses a hundredth of the frame in a second.',
    limits:
      'On a flat background only the subject can be followed: its own movement counts. A subject that fills most of the frame, or has most of its contrast, is taken for the picture. To and fro cancels out: the drift is measured, not the shaking. Of a clip with cuts the longest shot counts.',
    better: 'low',
  },
  {
    name: 'camera_zoom',
    title: 'Camera zoom',
    unit: '1/s',
    formula:
      'The steepness, by least squares over time, of the size of the picture relative to the first frame, found as for the camera shift.',
    range: 'Below 0 outwards, above 0 inwards; 0.05 grows by 5 % of the first size in a second.',
    limits: 'As the camera shift. A dolly and a zoom are not told apart.',
    better: null,
  },
  {
    name: 'camera_turn',
    title: 'Camera turn',
    unit: '°/s',
    formula:
      'The steepness, by least squares over time, of the angle of the picture relative to the first frame, clockwise, found as for the camera shift.',
    range: 'Below 0 anticlockwise, above 0 clockwise.',
    limits:
      'As the camera shift. Only turns in the plane of the picture: a subject that turns round is none.',
    better: null,
  },
  {
    name: 'subject_scale_drift',
    title: 'Subject scale drift',
    unit: '1',
    formula:
      'A straight line, by least squares over time, through the square root of the subject’s area in each frame: its last value divided by its first one, minus 1.',
    range: 'Below 0 the subject has become smaller, above 0 larger; 0.1 is 10 % larger at the end.',
    limits:
      'Needs a flat background. Spread arms are a larger area too: a movement that ends in another pose than it began in reads as drift. What has left the frame is missing.',
    better: null,
  },
  {
    name: 'subject_position_drift',
    title: 'Subject position drift',
    unit: 'frame',
    formula:
      'Straight lines, by least squares over time, through the middle of the subject’s area: how far they lead from the first to the last frame, √(x² + y²), x as a fraction of the width, y of the height.',
    range: '0 (on the spot) upwards.',
    limits: 'Needs a flat background. To and fro cancels out. What has left the frame is missing.',
    better: 'low',
  },
  {
    name: 'identity_change',
    title: 'Identity change',
    unit: '1',
    formula:
      'The mean, over all frames with a subject, of half the colour difference plus half the shape difference from the subject of the input picture (all of it, fitted into the frame; without one, of the first frame). Colours: half the sum of the absolute differences of two histograms of 6 × 6 × 6 colours, each pixel shared between the eight nearest. Shape: 1 minus the correlation of two squares of 24 × 24 brightnesses around the middle of the subject, 3 × √area wide, 0 outside the subject; at most 1.',
    range:
      '0 (the same) to 1; around 0.05 for the same figure encoded again, 0.1 to 0.2 for another pose of it.',
    limits:
      'Needs a flat background in picture and clip. Knows colours and outline, not faces: a changed face on the same figure hardly counts, another pose counts a little.',
    better: 'low',
  },
  {
    name: 'first_frame_error',
    title: 'First frame error',
    unit: '1',
    formula:
      'The difference between the small picture of the first frame and the input picture in the same size, corners counted as equal: the least of the whole picture on its own edge colour, the picture cropped to the frame, and the picture stretched to it.',
    range: '0 (the input picture) to 1; up to 0.02 is the noise of the coding.',
    limits:
      'Needs the input picture. A small subject on a flat background weighs little, however wrong it is.',
    better: 'low',
  },
  {
    name: 'flicker',
    title: 'Flicker',
    unit: '1',
    formula:
      'The mean, over all frames but the first and the last, of |b − (before + after) / 2| divided by the largest of the three, where b is the mean brightness of the background as in the background change. Frames next to a cut are left out.',
    range: '0 (none) to 1; every second frame darker by a tenth is 0.1.',
    limits:
      'Sees what comes and goes from frame to frame, not slow pulsing. Flicker of small parts averages out. Brightness is in steps of video range, so that very small flickers are rounded.',
    better: 'low',
  },
  {
    name: 'loop_seam',
    title: 'Loop seam',
    unit: '1',
    formula:
      'The difference between the thumbnails of the last and the first frame, minus the median difference of neighbouring frames, at least 0, divided by the part of the frame that the subject takes.',
    range: '0 (the clip as a whole is a loop) to 1.',
    limits: 'Of the whole clip; the best cycle inside it is `loop`. A still clip loops perfectly.',
    better: 'low',
  },
  {
    name: 'frozen_frames',
    title: 'Frozen frames',
    unit: '1',
    formula:
      'The part of the frames, the first left out, that stand in runs of at least 0.25 s without change. No change: no block of 16 × 16 pixels of the softened small picture changes by more than a tenth of the usual (the upper quartile of all frames), at least 0.3 and at most 1.2 steps of 255.',
    range: '0 to 1; 1 is a still picture.',
    limits: 'A movement too slow or too faint to be coded is a freeze. Grain hides a freeze.',
    better: 'low',
  },
  {
    name: 'duplicated_frames',
    title: 'Duplicated frames',
    unit: '1',
    formula:
      'The part of the frames, the first left out, that show no change, as above, outside frozen runs.',
    range: '0 to 1; 0.5 is animation "on twos": half the frames per second that the file claims.',
    limits: 'The turning points of a slow movement count too.',
    better: 'low',
  },
  {
    name: 'cuts',
    title: 'Cuts',
    unit: 'cuts',
    formula:
      'The number of frames whose thumbnail correlates with the one before by less than 0.7, where 1 minus this is at least four times the median of the eight frames on each side. A single odd frame is none.',
    range: '0 upwards; a single shot has none.',
    limits: 'Hard cuts only: fades and dissolves are not seen, nor a cut between two very similar pictures.',
    better: 'low',
  },
  {
    name: 'sharpness',
    title: 'Sharpness',
    unit: '1',
    formula:
      'In about eight frames, evenly spaced, of at most 960 pixels on the longest side: of the steepest 0.5 % of the steps between neighbouring pixels (at least 12 of 255, corners left out), the median of the step divided by the range of the ten pixels along it; the median of the frames.',
    range: '0 (no edges) to 1 (hard pixels); around 0.6 for a crisp drawing, below 0.3 soft.',
    limits:
      'Of the sharpest edges only: a soft background does not count against it. Noise and ringing read as sharp.',
    better: 'high',
  },
];
