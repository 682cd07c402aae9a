/**
 * What to do next, as data: a call of a tool and what it does. It is drawn where it is read: as that call for agents, as a
 * command for people.
 */
export interface NextStep {
  tool?: string | undefined;
  /** The whole input of the call. */
  input?: Record<string, unknown> | undefined;
  /**
   * Goes on behind the call: `waits for it.` Without one it stands alone; what only the user can type stands in it in
   * backticks.
   */
  text: string;
}

/** A call, and the rest of the sentence that begins with it. */
export const callOf = (tool: string, input: Record<string, unknown>, text: string): NextStep => ({
  tool,
  input,
  text,
});

/** Words alone are a step, too. */
export const stepOf = (step: string | NextStep): NextStep =>
  typeof step === 'string' ? { text: step } : step;

/** For agents: `get_job {"job_id":"job_1"} waits for it.` */
export function asCall({ tool, input = {}, text }: NextStep): string {
  if (tool === undefined) return text;
  return `${tool}${Object.keys(input).length === 0 ? '' : ` ${JSON.stringify(input)}`} ${text}`;
}

/** An answer with each `next` in it as it is read. */
export function withSteps(value: unknown, draw: (step: NextStep) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => withSteps(item, draw));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]: [string, unknown]) => [
      name,
      name === 'next' && isStep(member) ? draw(member) : withSteps(member, draw),
    ]),
  );
}

const isStep = (value: unknown): value is NextStep =>
  value !== null && typeof value === 'object' && 'text' in value && typeof value.text === 'string';
