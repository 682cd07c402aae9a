/** A clip on the shared time line, which is in seconds. */
export interface Clip {
  fps: number;
  frames: number;
  has_audio?: boolean;
}

export const clipSeconds = ({ frames, fps }: Clip) => frames / fps;

/** The frame that a clip shows at a time; past its end it stays on its last one. */
export function frameAt({ fps, frames }: Clip, time: number): number {
  return Math.max(0, Math.min(frames - 1, Math.floor(time * fps + 1e-4)));
}

/** The middle of that frame: seeking to its edge may show the one before. */
export const middleOf = (clip: Clip, time: number) => (frameAt(clip, time) + 0.5) / clip.fps;

/**
 * The one time that all clips follow. A paused clock stands on a frame of the fastest clip; a held clock plays, but
 * waits for clips that are not ready. It knows no videos and no timers.
 */
export class SharedClock {
  /** Of the longest clip. */
  length = 0;
  /** Of the fastest clip: the size of a step. */
  fps = 24;
  rate = 1;
  loop = true;
  playing = false;
  time = 0;
  #last: number | null = null;

  setClips(clips: readonly Clip[]): void {
    this.length = Math.max(0, ...clips.map(clipSeconds));
    this.fps = Math.max(0, ...clips.map(({ fps }) => fps)) || 24;
    if (!this.playing) this.seek(this.time);
  }

  get lastFrame(): number {
    return Math.max(0, Math.ceil(this.length * this.fps - 1e-4) - 1);
  }

  get frame(): number {
    return Math.min(this.lastFrame, Math.floor(this.time * this.fps + 1e-4));
  }

  play(): void {
    if (this.frame >= this.lastFrame) this.time = 0;
    this.playing = true;
    this.#last = null;
  }

  pause(): void {
    this.playing = false;
    this.seek(this.time);
  }

  seek(time: number): void {
    const frame = Math.floor(time * this.fps + 1e-4);
    this.time = Math.min(this.lastFrame, Math.max(0, frame)) / this.fps;
    this.#last = null;
  }

  /** Steps past an end go round where the clock loops. */
  step(frames: number): void {
    const all = this.lastFrame + 1;
    const to = this.frame + frames;
    this.seek((this.loop ? ((to % all) + all) % all : to) / this.fps);
  }

  hold(now: number): void {
    this.#last = now;
  }

  /** Goes on to `now` (ms). Tells whether it went round, or came to its end and stopped. */
  advance(now: number): 'on' | 'round' | 'end' {
    const passed = this.#last === null ? 0 : (now - this.#last) / 1000;
    this.#last = now;
    this.time += passed * this.rate;
    if (this.time < this.length) return 'on';
    if (this.loop) {
      this.time = 0;
      return 'round';
    }
    this.time = this.length;
    this.pause();
    return 'end';
  }
}
