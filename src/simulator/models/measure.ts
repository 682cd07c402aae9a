import { valueOf } from './value-of.ts';
import { frameOf } from './frame-size.ts';
import { FPS, secondsOut } from './lengths.ts';
import type { Size } from '../../util/size.ts';
import type { Arguments, ClipModel } from '../model-types.ts';

export interface Take {
  /** Of the clip that comes out: a little off what was asked, and even where a tiny one is rendered. */
  seconds: number;
  width: number;
  height: number;
  audio: boolean;
}

/** What a run was given, as far as its length and its shape depend on it. */
export interface GivenMedia {
  /** The input video; `null` without one. */
  video: { seconds: number; frames: number } | null;
  sound: boolean;
  /** Whose shape the clip follows; `null` without one. */
  picture: Size | null;
}

const NOTHING: GivenMedia = { video: null, sound: false, picture: null };

/** What a run of these arguments makes. */
export function measure(model: ClipModel, args: Arguments, given: GivenMedia = NOTHING): Take {
  const { asked, longer } = lengthsOf(model, args, given.video);
  const before = model.video_use === 'continue' ? (given.video?.seconds ?? 0) : 0;
  return {
    seconds: before + asked + longer,
    ...frameOf(model, args, given.picture),
    audio: given.sound || hasSound(model, args),
  };
}

/** The names of the switch (types of @fal-ai/client 1.10.1). */
const SOUND = ['generate_audio', 'generate_audio_switch', 'enable_audio', 'audio'];
const hasSound = (model: ClipModel, args: Arguments) =>
  model.sound === 'always' || SOUND.some((field) => valueOf(model, args, field) === true);

/** What was asked or follows the input video, what the model makes of itself, and how much longer it comes out. */
export function lengthsOf(model: ClipModel, args: Arguments, video: GivenMedia['video']) {
  const { video_use: use } = model;
  if ((use === 'change' || use === 'motion') && video !== null) {
    return { asked: video.seconds, usual: video.seconds, longer: 0 };
  }
  const asked = secondsAsked(model, args);
  return { asked, usual: model.default_seconds, longer: secondsOut(model, args, asked) - asked };
}

function secondsAsked(model: ClipModel, args: Arguments): number {
  const frames = args['num_frames'];
  // Seedance v1: "If provided, will override duration."
  if (typeof frames === 'number' && frames > 0) return frames / FPS;
  const asked = Number.parseFloat(String(args['duration']));
  return asked > 0 ? asked : model.default_seconds;
}
