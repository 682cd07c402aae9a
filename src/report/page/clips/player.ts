import type { Address } from '../addresses.ts';
import { type Clip, clipSeconds, middleOf } from './shared-clock.ts';

/** Seconds: below, a clip runs at the common speed; above `FAR` it is set anew. Between, it runs a little faster or slower. */
const CLOSE = 0.004;
const FAR = 0.5;

/** One video that follows the shared clock. It holds its file only while it is near the screen. */
export class Player {
  readonly video: HTMLVideoElement;
  readonly clip: Clip;
  readonly #address: Address;
  /** Its file is wanted, and on its way. */
  #coming = false;
  /** A place asked for while the video was still on its way to another. */
  #wanted: number | null = null;
  #broken = false;
  readonly #onBroken: () => void;
  /** Whether its machinery runs, at whatever speed. */
  #begun = false;
  /** Whether the others wait for it: not for one that only now comes into sight. */
  joined = false;
  /** Milliseconds since the page began, of the last jump after the others; and how many seconds it took. */
  #jumped: number | null = null;
  #delay = 0;

  constructor(video: HTMLVideoElement, clip: Clip, address: Address, onBroken: () => void) {
    this.video = video;
    this.clip = clip;
    this.#address = address;
    this.#onBroken = onBroken;
    video.addEventListener('seeked', () => this.#seekOn());
    video.addEventListener('playing', () => {
      this.#begun = !video.paused;
    });
    video.addEventListener('error', () => {
      if (this.near) this.#break();
    });
  }

  /** Whether it holds its file. */
  get near(): boolean {
    return this.video.hasAttribute('src');
  }

  get usable(): boolean {
    return this.near && !this.#broken;
  }

  /** `now`: where the clock stands, once the file has come. */
  load(now: () => number): void {
    if (this.near || this.#coming || this.#broken) return;
    if (typeof this.#address === 'string') {
      this.#take(this.#address, now());
      return;
    }
    this.#coming = true;
    this.#address().then(
      (address) => {
        // Given back in the meantime, or asked for twice.
        if (this.#coming) this.#take(address, now());
      },
      () => this.#break(),
    );
  }

  #take(address: string, time: number): void {
    this.#coming = false;
    this.video.preload = 'auto';
    this.video.src = address;
    this.show(time);
  }

  #break(): void {
    this.#coming = false;
    this.#broken = true;
    this.#onBroken();
  }

  /** Browsers hold only so many decoders: those out of sight are given back. */
  unload(): void {
    this.#coming = false;
    if (!this.near) return;
    this.joined = false;
    this.#wanted = null;
    this.video.pause();
    this.video.removeAttribute('src');
    this.video.load();
  }

  /** Whether it would go on from `time` at once. */
  isReady(time: number): boolean {
    if (!this.usable || time >= clipSeconds(this.clip)) return true;
    return this.#begun && this.#canPlay;
  }

  /** Stands on the frame of `time`. */
  show(time: number): void {
    if (!this.usable) return;
    this.pause();
    this.#seek(middleOf(this.clip, time));
  }

  pause(): void {
    this.#begun = false;
    if (!this.video.paused) this.video.pause();
  }

  /** Plays at no speed: what begins takes its time now, and all can go on in the same moment. */
  hold(): void {
    if (!this.usable) return;
    this.video.playbackRate = 0;
    this.#play();
  }

  /** Runs beside the clock. */
  follow(time: number, rate: number): void {
    if (!this.usable) return;
    if (time >= clipSeconds(this.clip)) {
      this.show(time);
      return;
    }
    const ahead = this.video.currentTime - time;
    if (this.video.seeking) return;
    if (Math.abs(ahead) > FAR) {
      // By the time it is there, the others have gone on.
      this.#jumped = performance.now();
      this.#seek(time + this.#delay * rate);
      return;
    }
    this.#play();
    this.joined ||= this.#begun;
    const nudge = Math.abs(ahead) < CLOSE ? 0 : Math.max(-1, Math.min(0.8, ahead * 3));
    const speed = rate * (1 - nudge);
    if (Math.abs(this.video.playbackRate - speed) > 0.005 * rate) this.video.playbackRate = speed;
  }

  get #canPlay(): boolean {
    return !this.video.seeking && this.video.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA;
  }

  #play(): void {
    // To play a video that has ended would begin it again.
    if (!this.video.paused || this.video.ended || !this.#canPlay) return;
    // Refused when a pause comes in between; the next turn asks again.
    this.video.play().then(
      () => undefined,
      () => undefined,
    );
  }

  #seek(time: number): void {
    // The newest place wins: one that still waits is given up even where this one needs no way.
    this.#wanted = this.video.seeking ? time : null;
    if (this.video.seeking) return;
    const isThere = this.video.readyState > 0 && Math.abs(this.video.currentTime - time) < 1e-4;
    if (!isThere) this.video.currentTime = time;
  }

  #seekOn(): void {
    if (this.#jumped !== null) this.#delay = Math.min(2, (performance.now() - this.#jumped) / 1000);
    this.#jumped = null;
    const wanted = this.#wanted;
    this.#wanted = null;
    if (wanted !== null && this.near) this.#seek(wanted);
  }
}
