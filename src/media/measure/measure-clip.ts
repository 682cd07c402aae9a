import type { ClipMeasures } from '../measure-types.ts';
import { describeVideo } from '../read/probe.ts';
import { notAVideo, VideoReader } from '../read/video-reader.ts';
import { watchBackground, withoutFlicker } from './background.ts';
import { thinned } from './charts.ts';
import { findCuts } from './cuts.ts';
import { cameraPositions } from './drift.ts';
import { fittings } from './input-picture.ts';
import { findLoop } from './loop.ts';
import { measuresOf } from './measures-of.ts';
import { motionAmounts, subjectArea } from './motion-amount.ts';
import { observe } from './observe.ts';

export interface MeasureRequest {
  video: string;
  /** The picture that the clip was made from. */
  picture?: string | undefined;
}

/**
 * Measures a clip in one pass over it, in a small size, without any model. What cannot be said is `null` with the
 * reason. Input errors for what is no video, and for a picture that is none.
 */
export async function measureClip({ video, picture }: MeasureRequest): Promise<ClipMeasures> {
  const { info, view } = await VideoReader.use(video, (reader) => {
    const described = describeVideo(reader);
    return { info: described, view: observe(reader, described) };
  });
  if (view === null) throw notAVideo(video, 'none of its frames can be decoded');
  const input = picture === undefined ? null : await fittings(picture, view.size);
  const { frames } = view;
  const [times, thumbs] = [frames.map(({ seconds }) => seconds), frames.map(({ thumb }) => thumb)];
  const background = watchBackground(frames);
  const motion = motionAmounts(frames);
  const path = cameraPositions(frames, view.size);
  const found = { info, view, input, times, background, motion, path, cuts: findCuts(frames) };
  return {
    frames: Math.max(info.frames, frames.length),
    seconds: info.seconds,
    fps: info.fps,
    measures: measuresOf(found),
    loop: findLoop(withoutFlicker(thumbs, background.brightness), times, subjectArea(frames)),
    series: thinned({
      times,
      motion,
      background: background.change,
      brightness: background.brightness,
      shift_x: path.map(({ x }) => x),
      shift_y: path.map(({ y }) => y),
      zoom: path.map(({ zoom }) => zoom),
    }),
  };
}
