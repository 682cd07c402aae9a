import { configurationError } from '../../errors.ts';
import type { ToolContext } from '../define-tool.ts';

/** Throws before anything is reserved when fal could not be asked at all. Simulated work needs no key. */
export function needKey({ project, fal }: Pick<ToolContext, 'project' | 'fal'>): void {
  if (project.key !== null || fal.hosts.simulated) return;
  throw configurationError({
    code: 'NO_KEY',
    message:
      'There is no fal key: neither FAL_KEY nor FAL_API_KEY is set, and there is no key file. Nothing was sent.',
    next: 'The user can set FAL_KEY or run `fal-video auth`, then start this server again; or try it without a key and without cost: `fal-video mcp --simulate`.',
  });
}
