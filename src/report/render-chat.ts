import { renderPage } from './render-page.ts';

/** What a chat can show of fal-video: one job, or a whole experiment. */
export type ChatView = 'job' | 'experiment';

/**
 * A page for a frame inside a chat (MCP Apps). It holds no data: the host hands it the answer of the call, and reads
 * files for it, so that it needs no address at all. What it shows comes as `data:`.
 */
export function renderChat(view: ChatView): string {
  return renderPage(`chat-${view}`, {
    title: TITLES[view],
    images: 'data:',
    media: 'data:',
    noscript: 'This view needs JavaScript, which is inside it. The answer itself says the same in words.',
  });
}

export const TITLES: Record<ChatView, string> = {
  job: 'A job and its video',
  experiment: 'An experiment, its videos side by side',
};
