import type { McpUiHostContext } from '@modelcontextprotocol/ext-apps';
import { button } from '../page/dom.ts';
import type { Host } from './host.ts';

/** The host's light or dark. */
export function wearTheme({ theme }: McpUiHostContext): void {
  if (theme !== undefined) document.documentElement.dataset['theme'] = theme;
}

/** Tells the host how tall the content is, so that the frame fits it. */
export function fitFrame(host: Host): void {
  let told = 0;
  const tell = () => {
    const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
    if (height === told) return;
    told = height;
    host.notify('ui/notifications/size-changed', { height });
  };
  new ResizeObserver(tell).observe(document.documentElement);
  tell();
}

/** A frame that scrolls inside: as tall as its host allows, up to `wanted` pixels. */
export function keepFrame(host: Host, wanted: number): void {
  const { containerDimensions: box } = host.context;
  const most = box !== undefined && 'maxHeight' in box ? (box.maxHeight ?? wanted) : wanted;
  host.notify('ui/notifications/size-changed', { height: Math.min(wanted, most) });
}

/** A switch between the frame in the chat and the whole window; `null` where the host has only one. */
export function fullscreenButton(host: Host): HTMLButtonElement | null {
  if (host.context.availableDisplayModes?.includes('fullscreen') !== true) return null;
  const change = button('Whole window', () => {
    const mode = host.context.displayMode === 'fullscreen' ? 'inline' : 'fullscreen';
    void host.request<{ mode: McpUiHostContext['displayMode'] }>('ui/request-display-mode', { mode }).then(
      (answer) => show(answer.mode),
      () => undefined,
    );
  });
  const show = (mode: McpUiHostContext['displayMode']) => {
    if (mode !== undefined) host.context.displayMode = mode;
    change.textContent = mode === 'fullscreen' ? 'Back into the chat' : 'Whole window';
  };
  show(host.context.displayMode);
  return change;
}
