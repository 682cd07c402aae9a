import { z } from 'zod';
import type { InputOf } from '../../../tools/index.ts';
import { needKey } from '../../server/jobs/need-key.ts';
import type { Session, ToolCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { type ModelList, showModels } from '../show/models.ts';
import { type RefreshAnswer, showRefreshed } from '../show/refreshed.ts';

const options = z.object({
  all: z.literal(true).optional().describe('Every page; the default for programs'),
  refresh: z
    .literal(true)
    .optional()
    .describe('The same as `models refresh`: read schemas from fal, and say what changed'),
  endpoints: z
    .array(z.string())
    .optional()
    .describe('More words; after refresh models or endpoint ids. Default: every model'),
});
type Own = z.output<typeof options>;

/** On the command line a program gets every model with its arguments, a person the first page. */
export const modelsCommand: ToolCommand<'list_models', Own, ModelList | RefreshAnswer> = {
  name: 'models',
  group: 'Models and prices',
  also: '`fal-video models refresh` reads their schemas from fal anew, and says what changed; interrupted, it goes on where it was.',
  tool: 'list_models',
  positionals: ['text', 'endpoints'],
  own: options,
  async run({ input, own, session }) {
    const { text } = input;
    const { endpoints = [] } = own;
    if (own.refresh === true || text === 'refresh') {
      const first = own.refresh === true && text !== undefined && text !== 'refresh' ? [text] : [];
      return await refresh(session, [...first, ...endpoints]);
    }
    // `models kling 3`: what stands without quotes are words of one search.
    const words = [text, ...endpoints].filter((word) => word !== undefined).join(' ');
    return await list(session, words === '' ? input : { ...input, text: words }, own.all === true);
  },
  show: (answer, page) => ('changed' in answer ? showRefreshed(answer, page) : showModels(answer, page)),
  exitCode: (answer) =>
    'changed' in answer && answer.changed.length + answer.unchanged === 0 ? EXIT.failed : EXIT.done,
};

async function list(session: Session, input: InputOf<'list_models'>, all: boolean): Promise<ModelList> {
  const whole = all || (session.printer.json && input.limit === undefined);
  if (!whole) return await session.call('list_models', input);
  let page: ModelList | undefined;
  const models: ModelList['models'] = [];
  do {
    page = await session.call('list_models', {
      detail: 'full',
      ...input,
      limit: 50,
      ...(page?.next_cursor == null ? {} : { cursor: page.next_cursor }),
    });
    models.push(...page.models);
  } while (page.next_cursor !== null);
  return { ...page, summary: page.summary.replace(/ Shown: [\w ]+\./, ''), models };
}

async function refresh({ context, printer }: Session, names: string[]): Promise<RefreshAnswer> {
  needKey(context);
  const { read, failed, missing, unheard, fresh } = await context.catalog.refresh(names, (done, all) => {
    if (all > done || all > 25) printer.note(`  ${done} of ${all} asked`);
  });
  const changed = read.filter(({ changes }) => changes.length > 0);
  const counts = [
    `${read.length} read from fal`,
    `${changed.length} of them changed`,
    `${failed.length} without a schema`,
    `${missing.length} unknown to fal`,
    ...(fresh === 0 ? [] : [`${fresh} read within the hour and not asked again`]),
  ];
  return {
    summary: `${counts.join(', ')}.`,
    changed,
    unchanged: read.length - changed.length,
    failed,
    missing,
    unheard,
    cache_problem: context.catalog.problem(),
  };
}
