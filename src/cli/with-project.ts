import type { CommandContext, Session } from './command.ts';
import { openForCommand } from './open-project.ts';
import { createSession } from './session.ts';

/** Does some work with the project open, and closes it again whatever happens. */
export async function withProject<Result>(
  host: CommandContext,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  const project = await openForCommand(host);
  try {
    return await work(createSession(host, project));
  } finally {
    await project.close();
  }
}
