import type { ToolContext } from '../define-tool.ts';

/** Said where there is no real work yet: what somebody misses may be simulated. Empty where it is not. */
export async function simulatedBeside(
  { jobs, fal }: Pick<ToolContext, 'jobs' | 'fal'>,
  command: string,
): Promise<string> {
  if (fal.hosts.simulated || (await jobs.count()) > 0) return '';
  const count = await jobs.countElsewhere();
  return count === 0
    ? ''
    : ` Simulated jobs, which stand apart: ${count}; \`fal-video ${command} --simulate\`.`;
}
