import { followsAny, NEEDED } from './tasks.ts';
import type { ModelDetail, Role, Task, TaskKind } from './types.ts';

/** Stands for a file that nobody gave. It is never sent: what is priced with it has no quote. */
const SOME_FILE = 'https://example.com/assumed';
const SOME_PROMPT = 'a short scene';

const PICTURES: readonly Role[] = ['first_frame', 'last_frame', 'reference'];

export type GivenTask = Pick<Task, 'prompt' | 'args'> & {
  inputs?: Partial<Record<Role, readonly string[]>>;
};

/** What is filled in so that a task can be priced before there is a prompt or a picture. */
export interface Assumed {
  prompt?: string;
  inputs: Partial<Record<Role, string[]>>;
  /** `prompt`, and the roles that were filled. */
  what: ('prompt' | Role)[];
}

/**
 * What a model needs for a task, and was not given: a prompt, pictures, and what such tasks live from. Of another kind of
 * file nothing is assumed unless `any`.
 */
export function assume(
  { inputs: docs, words }: Pick<ModelDetail, 'inputs' | 'words'>,
  kind: TaskKind | undefined,
  { prompt, inputs = {}, args = {} }: GivenTask,
  any = false,
): Assumed {
  const given = new Set([
    ...docs.filter(({ role }) => (inputs[role]?.length ?? 0) > 0).map(({ argument }) => argument),
    ...Object.keys(args),
  ]);
  const needed: readonly Role[] = kind === undefined || followsAny(kind, inputs) ? [] : NEEDED[kind];
  const lacking = docs.filter(
    ({ role, argument, required }) =>
      !given.has(argument) &&
      (required || needed.includes(role)) &&
      (any || PICTURES.includes(role) || needed.includes(role)),
  );
  // One argument may stand for two roles.
  const roles = new Map(lacking.toReversed().map(({ role, argument }) => [argument, role])).values();
  const filled = [...roles].toReversed();
  const wantsPrompt = prompt === undefined && words['prompt'] !== undefined && !(words['prompt'] in args);
  return {
    ...(wantsPrompt ? { prompt: SOME_PROMPT } : {}),
    inputs: Object.fromEntries(filled.map((role) => [role, [SOME_FILE]])),
    what: [...(wantsPrompt ? (['prompt'] as const) : []), ...filled],
  };
}
