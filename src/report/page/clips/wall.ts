import type { Player } from './player.ts';
import type { SharedClock } from './shared-clock.ts';

/** After this long the others go on without a clip that does not come, in milliseconds. */
const PATIENCE = 3000;

/** All videos of the page on one clock. Only those near the screen are loaded, and play. */
export class Wall {
  readonly clock: SharedClock;
  readonly #players = new Map<Element, Player>();
  readonly #watcher: IntersectionObserver;
  readonly #onTick: () => void;
  #heldSince: number | null = null;
  #turning = false;

  constructor(clock: SharedClock, onTick: () => void) {
    this.clock = clock;
    this.#onTick = onTick;
    this.#watcher = new IntersectionObserver((entries) => this.#meet(entries), { rootMargin: '25% 0px' });
    document.addEventListener('visibilitychange', () => {
      if (document.hidden && clock.playing) this.pause();
    });
  }

  add(player: Player): void {
    this.#players.set(player.video, player);
    this.#watcher.observe(player.video);
  }

  /** For good. */
  close(): void {
    this.clock.pause();
    for (const player of this.#players.values()) this.remove(player);
  }

  remove({ video }: Player): void {
    this.#watcher.unobserve(video);
    this.#players.get(video)?.unload();
    this.#players.delete(video);
  }

  play(): void {
    this.clock.play();
    this.#gather();
    if (!this.#turning) requestAnimationFrame(this.#turn);
    this.#turning = true;
    this.#onTick();
  }

  pause(): void {
    this.clock.pause();
    this.#showAll();
  }

  toggle(): void {
    if (this.clock.playing) this.pause();
    else this.play();
  }

  seek(time: number): void {
    this.clock.seek(time);
    if (this.clock.playing) this.#gather();
    else this.#showAll();
  }

  step(frames: number): void {
    if (this.clock.playing) this.clock.pause();
    this.clock.step(frames);
    this.#showAll();
  }

  silence(): void {
    for (const { video } of this.#players.values()) video.muted = true;
  }

  /** All start together from one place, and wait for each other there. */
  #gather(): void {
    this.#heldSince = null;
    for (const player of this.#near()) {
      player.joined = true;
      player.show(this.clock.time);
    }
  }

  #showAll(): void {
    for (const player of this.#near()) player.show(this.clock.time);
    this.#onTick();
  }

  readonly #turn = (now: number): void => {
    const { clock } = this;
    this.#turning = clock.playing;
    if (!clock.playing) return;
    const near = this.#near();
    const late = near.some((player) => player.joined && !player.isReady(clock.time));
    this.#heldSince = late ? (this.#heldSince ?? now) : null;
    if (this.#heldSince !== null && now - this.#heldSince < PATIENCE) {
      clock.hold(now);
      for (const player of near) player.hold();
    } else {
      const went = clock.advance(now);
      if (went === 'round') this.#gather();
      else if (went === 'end') this.#showAll();
      else for (const player of near) player.follow(clock.time, clock.rate);
    }
    this.#onTick();
    requestAnimationFrame(this.#turn);
  };

  #near(): Player[] {
    return [...this.#players.values()].filter(({ usable }) => usable);
  }

  #meet(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      const player = this.#players.get(target);
      if (isIntersecting) player?.load(() => this.clock.time);
      else player?.unload();
    }
    this.#onTick();
  }
}
