import type { QuoteView } from '../../server/views.ts';
import type { Page } from '../command.ts';
import { type Column, table } from '../table.ts';
import { facts, minute, usd } from './words.ts';

/** One quote flat, or several with what could not be quoted. */
export type Estimate = (QuoteView | Quotes) & { left_today_usd: number | null };

interface Quotes {
  quotes: QuoteView[];
  errors: { model: string; message: string }[];
}

export function showEstimate(estimate: Estimate, page: Page): string {
  const left = page.paint.dim(`${usd(estimate.left_today_usd)} of today's cap is left. Nothing was sent.`);
  const answer = 'quotes' in estimate ? showQuotes(estimate, page) : showQuote(estimate, page);
  return `${answer}\n\n${left}`;
}

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
export function priceRange({ low_usd, expected_usd, high_usd, history }: QuoteView): string {
  const range = low_usd === high_usd ? usd(expected_usd) : `${usd(low_usd)} to ${usd(high_usd)}`;
  const dearer = history !== null && high_usd !== null && history.high_usd > high_usd;
  return dearer ? `${range}, ${usd(history.high_usd)} by its history` : range;
}
