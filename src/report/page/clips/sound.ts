import type { App } from '../app.ts';
import { button, el } from '../dom.ts';
import { icon } from '../icons.ts';
import type { Player } from './player.ts';

/** Clips are silent until one is chosen: several at once would be noise. `null` for a clip without sound. */
export function soundButton({ wall, announce }: App, { video, clip }: Player): HTMLElement | null {
  if (clip.has_audio !== true) return null;
  const listen = button(
    'Hear this clip',
    () => {
      const silent = video.muted;
      wall.silence();
      video.muted = !silent;
      announce(silent ? 'Its sound is on' : 'Its sound is off', true);
    },
    { class: 'plain', 'aria-pressed': 'false' },
    icon('sound'),
  );
  video.addEventListener('volumechange', () => listen.setAttribute('aria-pressed', String(!video.muted)));
  return el('span', { class: 'sound' }, listen);
}
