import type { ToolContext } from '../define-tool.ts';

/** The answer, with a line before it where the journal is damaged or has lost something: its figures may be too low. */
export async function withTrouble<Data extends object>(
  data: Data,
  context: Pick<ToolContext, 'trouble'>,
): Promise<Data | ({ warning: string } & Data)> {
  const trouble = await context.trouble?.();
  return trouble == null ? data : { warning: `${trouble.message} ${trouble.next}`, ...data };
}
