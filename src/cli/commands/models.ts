import { z } from 'zod';
import type { ToolCommand } from '../command.ts';
import { type ModelList, showModels } from '../show/models.ts';

/** On the command line a program gets every model with its arguments, a person the first page. */
export const modelsCommand: ToolCommand<ModelList, { all?: true }> = {
  name: 'models',
  group: 'Models and prices',
  about: 'List the models: what they can do, and what a run costs',
  tool: 'list_models',
  positionals: ['text'],
  own: z.object({ all: z.literal(true).optional().describe('Every page; the default for programs') }),
  async run({ input, own, session }) {
    const whole = own.all === true || (session.printer.json && input['limit'] === undefined);
    if (!whole) return await session.call<ModelList>('list_models', input);
    let page: ModelList | undefined;
    const models: ModelList['models'] = [];
    do {
      page = await session.call<ModelList>('list_models', {
        detail: 'full',
        ...input,
        limit: 50,
        ...(page?.next_cursor == null ? {} : { cursor: page.next_cursor }),
      });
      models.push(...page.models);
    } while (page.next_cursor !== null);
    return { ...page, summary: `Models that fit: ${models.length}.`, models };
  },
  show: showModels,
};
