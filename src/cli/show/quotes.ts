import type { AnswerOf } from '../../../tools/index.ts';
import type { PriceComparison } from '../../server/spending/compare-prices.ts';
import type { QuoteView } from '../../server/answer/views.ts';
import type { Layout } from '../command.ts';
import { type Column, table } from '../table.ts';
import { facts, minute, paragraph, usd, usdRange } from './figures.ts';

type Estimate = AnswerOf<'estimate_cost'>;
type Quotes = Extract<Estimate, { quotes: unknown }>;
type QuoteLine = Quotes['quotes'][number];

export function showEstimate(estimate: Estimate, page: Layout): string {
  const left = page.paint.dim(`${usd(estimate.left_today_usd)} of today's cap is left. Nothing was sent.`);
  // A command is not broken over lines: it is there to be pasted.
  return `${showAnswer(estimate, page)}\n\n${left}\n${page.step(estimate.next)}`;
}

function showAnswer(estimate: Estimate, page: Layout): string {
  if ('prices' in estimate) return showComparison(estimate, page);
  return 'quotes' in estimate ? showQuotes(estimate, page) : showQuote(estimate, page);
}

function showComparison({ assumed, prices, counts, refusals }: PriceComparison, page: Layout): string {
  const rows = prices.length === 0 ? [] : [table(prices, PRICE_COLUMNS, page.width, page.paint), ''];
  const { priced, unknown, refused, left_out } = counts;
  const counted =
    `Of ${priced + unknown + refused} models for this, ${priced} have a price, ${unknown} can do it at a price that is not known, ` +
    `${refused} cannot do just this.`;
  const more = `${left_out} dearer ones are not shown; --limit N shows more.`;
  const said = [...(assumed === undefined ? [] : [assumed]), counted, ...(left_out === 0 ? [] : [more])];
  const why = refusals.map(
    ({ code, models, such_as }) => [String(models).padStart(3), `such as: ${such_as} [${code}]`] as const,
  );
  return [
    ...rows,
    ...said.map((words) => paragraph(words, page)),
    ...(why.length === 0 ? [] : ['', 'Those that cannot:', facts(why, page)]),
  ].join('\n');
}

/** Less of a rule tells nothing. */
const LEAST_RULE = 20;

const PRICE_COLUMNS: readonly Column<PriceComparison['prices'][number]>[] = [
  { title: 'MODEL', text: ({ model }) => model },
  {
    title: 'PRICE',
    text: ({ seen_usd, ...price }) =>
      `${usdRange(price)}${seen_usd === undefined ? '' : `, ${usd(seen_usd)} by its history`}`,
    align: 'point',
  },
  { title: 'RULE', text: ({ rule }) => rule, narrow: 'cut', least: LEAST_RULE },
];

export function showQuote(quote: QuoteView, page: Layout): string {
  const { bold, dim } = page.paint;
  return [
    `${bold(quote.model)}  ${bold(priceAndHistory(quote))}`,
    facts(
      [
        ['Endpoint', quote.endpoint_id],
        ['Rule', `${quote.rule}\n${dim(`${quote.source}, ${quote.as_of}`)}`],
        [
          'Arguments',
          Object.entries(quote.arguments)
            .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
            .join('\n'),
        ],
        ['Notes', quote.notes.join('\n')],
        ['Quote', `${quote.quote_id}  ${dim(`good for one job until ${minute(quote.expires_at)} UTC`)}`],
      ],
      page,
    ),
  ].join('\n');
}

function showQuotes({ quotes, errors }: Quotes, page: Layout): string {
  const rows = quotes.length === 0 ? [] : [table(quotes, COLUMNS, page.width, page.paint)];
  const lines = (text: string) => paragraph(text, page);
  const remarks = quotes.flatMap(({ model, notes = [] }) => notes.map((note) => lines(`${model}: ${note}`)));
  const failures = errors.map(({ model, message }) => lines(`${page.paint.red(model)}: ${message}`));
  return [...rows, ...blockOf(remarks), ...blockOf(failures)].join('\n');
}

const blockOf = (lines: readonly string[]) => (lines.length === 0 ? [] : ['', ...lines]);

const COLUMNS: readonly Column<QuoteLine>[] = [
  { title: 'MODEL', text: ({ model }) => model },
  { title: 'PRICE', text: priceAndHistory, align: 'point' },
  { title: 'RULE', text: ({ rule }) => rule, narrow: 'wrap', least: LEAST_RULE },
  // A person who runs one of them is asked at its price all the same.
  { title: 'QUOTE', text: ({ quote_id = '' }) => quote_id, least: Infinity },
];

/** One figure where the price is sure, the range or a guess where it is not; and what history adds to it. */
function priceAndHistory({ history = null, low_usd = null, ...price }: QuoteLine): string {
  const range = usdRange({ low_usd, ...price });
  const { high_usd } = price;
  const dearer = history !== null && high_usd !== null && history.high_usd > high_usd;
  return dearer ? `${range}, ${usd(history.high_usd)} by its history` : range;
}
