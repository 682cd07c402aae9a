import type { Comparison } from '../../server/spending/compare-prices.ts';
import type { QuoteView } from '../../server/answer/views.ts';
import type { Page } from '../command.ts';
import { type Column, table } from '../table.ts';
import { facts, minute, usd } from './words.ts';

/** One quote flat, or several with what could not be quoted. */
export type Estimate = (QuoteView | Quotes | Comparison) & { left_today_usd: number | null };

interface Quotes {
  quotes: QuoteView[];
  errors: { model: string; message: string }[];
}

export function showEstimate(estimate: Estimate, page: Page): string {
  const left = page.paint.dim(`${usd(estimate.left_today_usd)} of today's cap is left. Nothing was sent.`);
  return `${showAnswer(estimate, page)}\n\n${left}`;
}

function showAnswer(estimate: Estimate, page: Page): string {
  if ('prices' in estimate) return showComparison(estimate, page);
  return 'quotes' in estimate ? showQuotes(estimate, page) : showQuote(estimate, page);
}

function showComparison({ prices, counts, refusals }: Comparison, page: Page): string {
  const rows = prices.length === 0 ? [] : [table(prices, PRICE_COLUMNS, page.width, page.paint), ''];
  const { priced, unknown, refused, left_out } = counts;
  return [
    ...rows,
    `${priced} have a price, ${unknown} can do it at an unknown price, ${refused} cannot do just this.`,
    ...(left_out === 0 ? [] : [`${left_out} dearer ones are not shown; --limit N shows more.`]),
    ...refusals.map(({ code, models, such_as }) =>
      page.paint.dim(`  ${models} x ${code}, such as: ${such_as}`),
    ),
  ].join('\n');
}

const PRICE_COLUMNS: readonly Column<Comparison['prices'][number]>[] = [
  { title: 'MODEL', text: ({ model }) => model },
  { title: 'PRICE', text: rangeOf, align: 'right' },
  { title: 'RULE', text: ({ rule }) => rule, narrow: 'cut' },
];

export function showQuote(quote: QuoteView, page: Page): string {
  const { bold, dim } = page.paint;
  return [
    `${bold(quote.model)}  ${bold(priceRange(quote))}`,
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

function showQuotes({ quotes, errors }: Quotes, page: Page): string {
  const rows = quotes.length === 0 ? [] : [table(quotes, COLUMNS, page.width, page.paint)];
  const remarks = quotes.flatMap(({ model, notes }) => notes.map((note) => `${model}: ${note}`));
  const failures = errors.map(({ model, message }) => `${page.paint.red(model)}: ${message}`);
  return [...rows, ...blockOf(remarks), ...blockOf(failures)].join('\n');
}

const blockOf = (lines: readonly string[]) => (lines.length === 0 ? [] : ['', ...lines]);

const COLUMNS: readonly Column<QuoteView>[] = [
  { title: 'MODEL', text: ({ model }) => model },
  { title: 'PRICE', text: priceRange, align: 'right' },
  { title: 'RULE', text: ({ rule }) => rule, narrow: 'cut' },
  { title: 'QUOTE', text: ({ quote_id }) => quote_id },
];

/** One figure where the price is sure, the range where it is not; and what history adds to it. */
export function priceRange({ history, ...price }: QuoteView): string {
  const range = rangeOf(price);
  const { high_usd } = price;
  const dearer = history !== null && high_usd !== null && history.high_usd > high_usd;
  return dearer ? `${range}, ${usd(history.high_usd)} by its history` : range;
}

function rangeOf({
  low_usd,
  expected_usd,
  high_usd,
}: Pick<QuoteView, 'low_usd' | 'expected_usd' | 'high_usd'>): string {
  return low_usd === high_usd ? usd(expected_usd) : `${usd(low_usd)} to ${usd(high_usd)}`;
}
