import type { RunningSimulator } from '../cli/parts.ts';
import { createMedia } from '../media/index.ts';
import { mediaRenderer, type SimulatorOptions, type Books, startSimulator } from '../simulator/index.ts';

type Options = Pick<SimulatorOptions, 'folder' | 'port' | 'pace'>;

/** A simulated fal that renders real clips with the product's own media part, and closes both together. */
export async function startRenderingSimulator(
  options: Options,
): Promise<RunningSimulator & { books: Books }> {
  const media = createMedia();
  const { url, hosts, books, close } = await startSimulator({ ...options, renderer: mediaRenderer(media) });
  return {
    url,
    hosts,
    books,
    close: async () => {
      await close();
      await media.close();
    },
  };
}
