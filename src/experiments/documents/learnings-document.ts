import { formatUsd, type Micros, sumOf } from '../../util/money.ts';
import { code, inline, markdownTable, rowOf } from './markdown.ts';
import type { CellState, ExperimentPlan } from '../types.ts';

/**
 * `learnings/<batch>-learnings.md`: what an experiment was for, what came of it, and what people and agents think
 * of it. fal-video writes between its two marks and at the end, and changes nothing else; in the table it keeps
 * the column of verdicts.
 */

export interface ModelResult {
  model: string;
  /** `8 collected, 2 failed`. */
  status: string;
  estimated: Micros | null;
  billed: Micros | null;
}

/** What one person or agent has to say. */
export interface Learning {
  /** ISO time. */
  at: string;
  text: string;
  model?: string | undefined;
  cell_id?: string | undefined;
  author?: string | undefined;
}

const BEGIN = '<!-- fal-video: results, written anew with each run. The column "verdict" is yours. -->';
const END = '<!-- fal-video: end of results. All below is yours. -->';

/** The document with the newest results; `before` is what stands in the file now, `null` when there is none. */
export function learningsDocument(
  plan: Pick<
    ExperimentPlan,
    'title' | 'slug' | 'goal' | 'simulated' | 'prompts' | 'pictures' | 'models' | 'warnings'
  >,
  results: readonly ModelResult[],
  before: string | null,
): string {
  const table = (verdicts: ReadonlyMap<string, string>) => resultTable(results, verdicts);
  if (before !== null) return withResults(before, table);
  return `${[
    `# Learnings: ${inline(plan.title)}`,
    ...(plan.simulated ? ['**Simulated: nothing here says anything about a model.**'] : []),
    '## Goal',
    plan.goal === null ? 'What is to be found out?' : inline(plan.goal, 2000),
    '## What stayed constant',
    constants(plan),
    '## Results',
    `${BEGIN}\n\n${table(new Map())}\n\n${END}`,
    '## Verdict',
    'Which model moves usefully, which keeps the character, which drifts? What is tried next?',
    '## Learnings',
  ].join('\n\n')}\n`;
}

function constants({
  slug,
  prompts,
  pictures,
  warnings,
}: Pick<ExperimentPlan, 'slug' | 'prompts' | 'pictures' | 'warnings'>) {
  return [
    `- Experiment ${code(slug)}`,
    ...prompts.map(
      ({ id, sha256, variants }) =>
        `- Prompt ${inline(id)}, sha256 ${code(sha256.slice(0, 16))}${variantsNote(Object.keys(variants))}`,
    ),
    ...pictures.map(
      ({ id, source, sha256 }) =>
        `- Picture ${inline(id)}, ${code(source)}${sha256 === null ? '' : `, sha256 ${code(sha256.slice(0, 16))}`}`,
    ),
    ...warnings.map((warning) => `- Not constant: ${inline(warning, 1000)}`),
  ].join('\n');
}

const variantsNote = (models: readonly string[]) =>
  models.length === 0 ? '' : `; in words of its own for ${models.map(code).join(', ')}`;

/**
 * Puts a learning at the end, and what it says of a model into the table where the verdict is still empty.
 * Everything else stays as it is, byte for byte.
 */
export function withLearning(document: string, learning: Learning): string {
  const { at, text, model, cell_id, author } = learning;
  const before = model === undefined || cell_id !== undefined ? document : withVerdict(document, model, text);
  const about = [model === undefined ? null : code(model), cell_id === undefined ? null : code(cell_id)];
  const head = [
    `${at.slice(0, 16).replace('T', ' ')} UTC`,
    author === undefined ? null : inline(author, 80),
    ...about,
  ];
  const gap = before.endsWith('\n\n') ? '' : before.endsWith('\n') ? '\n' : '\n\n';
  return `${before}${gap}### ${head.filter((part) => part !== null).join(' · ')}\n\n${quoted(text)}\n`;
}

/** A text of several lines as a quotation: what is in it stays in it, whatever marks it holds. */
function quoted(text: string): string {
  return text
    .trim()
    .split(/\r?\n/)
    .map((line) => `> ${inline(line, 5000)}`.trimEnd())
    .join('\n');
}

/** The table between the marks is replaced; words that somebody put there stay below it. */
function withResults(before: string, table: (verdicts: ReadonlyMap<string, string>) => string): string {
  return betweenMarks(before, (text) => {
    const words = text.split('\n').filter((line) => line.trim() !== '' && !isRow(line));
    return `\n\n${[table(verdictsIn(text)), ...words].join('\n\n')}\n\n`;
  });
}

/** Fills the empty verdict of a model; a verdict that stands there is somebody's. */
function withVerdict(before: string, model: string, text: string): string {
  return betweenMarks(before, (between) =>
    between
      .split('\n')
      .map((line) => {
        const cells = cellsOf(line);
        const isEmpty = cells.length === HEAD.length && cells[0] === code(model) && cells.at(-1) === '';
        return isEmpty ? rowOf([...cells.slice(0, -1), inline(text, MOST_VERDICT)]) : line;
      })
      .join('\n'),
  );
}

const MOST_VERDICT = 160;

/** A document whose marks somebody took away is left as it is. */
function betweenMarks(document: string, change: (text: string) => string): string {
  const begin = document.indexOf(BEGIN) + BEGIN.length;
  const end = document.indexOf(END, begin);
  if (begin < BEGIN.length || end < 0) return document;
  return `${document.slice(0, begin)}${change(document.slice(begin, end))}${document.slice(end)}`;
}

const HEAD = ['model', 'status', 'estimated', 'billed', 'verdict'];

function resultTable(results: readonly ModelResult[], verdicts: ReadonlyMap<string, string>): string {
  const known = new Set(results.map(({ model }) => code(model)));
  // A verdict on a model that is no longer in the plan is still somebody's word.
  const others = [...verdicts].filter(([model]) => !known.has(model));
  return markdownTable(HEAD, [
    ...results.map(({ model, status, estimated, billed }) => [
      code(model),
      inline(status),
      formatUsd(estimated),
      billed === null ? '-' : formatUsd(billed),
      verdicts.get(code(model)) ?? '',
    ]),
    ...others.map(([model, verdict]) => [model, 'not in the plan', '', '', verdict]),
  ]);
}

/** What somebody wrote into the last column, by what stands in the first. */
function verdictsIn(text: string): Map<string, string> {
  const rows = text
    .split('\n')
    .map(cellsOf)
    .filter((cells) => cells.length >= HEAD.length);
  return new Map(
    rows
      // A bar that was typed into the verdict belongs to it.
      .map(([model = '', , , , ...verdict]) => [model, verdict.join(' &#124; ').trim()] as const)
      .filter(([model, verdict]) => verdict !== '' && verdict !== 'verdict' && !/^:?-+:?$/.test(model)),
  );
}

const isRow = (line: string) => line.trimStart().startsWith('|');

function cellsOf(line: string): string[] {
  const row = line.trim();
  if (!row.startsWith('|')) return [];
  const inner = row.slice(1, row.length > 1 && row.endsWith('|') ? -1 : undefined);
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim());
}

/** Sums over the cells of each model, in the order of the plan. */
export function resultsByModel(
  plan: Pick<ExperimentPlan, 'models' | 'cells'>,
  states: readonly Pick<CellState, 'cell_id' | 'status' | 'billed'>[],
): ModelResult[] {
  const byCell = new Map(states.map((state) => [state.cell_id, state]));
  return plan.models.map((model) => {
    const cells = plan.cells.filter(({ axes }) => axes.model === model);
    const counts = new Map<string, number>();
    for (const { cell_id } of cells) {
      const status = byCell.get(cell_id)?.status ?? 'waiting';
      counts.set(status, (counts.get(status) ?? 0) + 1);
    }
    const paid = cells
      .flatMap(({ cell_id }) => byCell.get(cell_id) ?? [])
      .filter(({ status, billed }) => status === 'collected' || billed !== null);
    return {
      model,
      status: [...counts].map(([status, count]) => `${count} ${status}`).join(', ') || 'no cells',
      estimated: sumOf(cells.map(({ estimate }) => estimate.expected)),
      billed: paid.length === 0 ? null : sumOf(paid.map(({ billed }) => billed)),
    };
  });
}
