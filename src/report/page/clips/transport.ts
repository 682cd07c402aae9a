import type { App } from '../app.ts';
import { button, el, replace } from '../dom.ts';
import { icon } from '../icons.ts';

const RATES = [0.1, 0.25, 0.5, 1, 1.5, 2] as const;

export interface Transport {
  element: HTMLElement;
  /** Draws the clock as it is now. */
  tick: () => void;
  toggleLoop: () => void;
  changeRate: (by: 1 | -1) => void;
}

/** The bar that plays everything at once. */
export function createTransport({ wall, announce }: App): Transport {
  const { clock } = wall;
  const play = button('Play all', () => wall.toggle(), { class: 'play' }, icon('play'));
  const scrubber = el('input', {
    type: 'range',
    min: 0,
    step: 1,
    'aria-label': 'Place in all clips',
    class: 'scrubber',
  });
  scrubber.addEventListener('input', () => wall.seek(Number(scrubber.value) / clock.fps));
  const [seconds, frames, fps] = [
    el('span', { class: 'place-time' }),
    el('span', { class: 'place-frame' }),
    el('span', { class: 'place-fps' }),
  ];
  const place = el('div', { class: 'place' }, seconds, frames, fps);
  const loop = button('Loop', () => toggleLoop(), { 'aria-pressed': 'true' }, icon('loop'));
  const rate = el(
    'select',
    { 'aria-label': 'Speed' },
    ...RATES.map((value) => el('option', { value, selected: value === 1 }, `${value}×`)),
  );
  rate.addEventListener('change', () => setRate(Number(rate.value)));

  function toggleLoop(): void {
    clock.loop = !clock.loop;
    loop.setAttribute('aria-pressed', String(clock.loop));
    announce(clock.loop ? 'Loop on' : 'Loop off', true);
  }

  function setRate(value: number): void {
    clock.rate = value;
    rate.value = String(value);
    announce(`Speed ${value}`, true);
  }

  let wasPlaying: boolean | null = null;
  function tick(): void {
    const { frame, lastFrame, playing, time } = clock;
    if (wasPlaying !== playing) {
      const words = playing ? 'Pause all' : 'Play all';
      replace(play, icon(playing ? 'pause' : 'play'));
      play.setAttribute('aria-label', words);
      play.title = words;
      if (wasPlaying !== null) announce(playing ? 'Playing' : `Paused on frame ${frame + 1}`);
      wasPlaying = playing;
    }
    if (scrubber.max !== String(lastFrame)) scrubber.max = String(lastFrame);
    scrubber.value = String(frame);
    // Said when it stands still: nobody can listen to thirty numbers a second.
    if (!playing)
      scrubber.setAttribute('aria-valuetext', `${time.toFixed(3)} s, frame ${frame + 1} of ${lastFrame + 1}`);
    seconds.textContent = `${time.toFixed(2)} s`;
    frames.textContent = `${frame + 1} / ${lastFrame + 1}`;
    fps.textContent = `at ${Number(clock.fps.toFixed(2))} fps`;
  }

  const element = el(
    'div',
    { class: 'transport', role: 'group', 'aria-label': 'Playing all clips together' },
    button('One frame back', () => wall.step(-1), {}, icon('back')),
    play,
    button('One frame on', () => wall.step(1), {}, icon('forward')),
    scrubber,
    place,
    loop,
    rate,
  );
  const changeRate = (by: 1 | -1) => {
    const index = RATES.findIndex((value) => value === clock.rate) + by;
    const next = RATES[index];
    if (next !== undefined) setRate(next);
  };
  return { element, tick, toggleLoop, changeRate };
}
