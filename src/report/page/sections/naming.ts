import type { CellAxes } from '../../../experiments/types.ts';
import type { ReportCell, ReportData } from '../../report-data.ts';

/** What a cell is called. Only what differs within the experiment is said. */
export interface Naming {
  /** Model first: `kling · p1 · seed 7`. What a heading says already can be left out. */
  full: (axes: CellAxes, without?: 'model' | 'prompt') => string;
  /** Without names of any model: `Clip 07`. The numbers are drawn by lot for each opening of the page. */
  blind: (cell: ReportCell) => string;
}

export function createNaming({ cells, refused }: ReportData, random: () => number = Math.random): Naming {
  const all = [...cells, ...refused].map(({ axes }) => axes);
  const told = PARTS.filter(({ of }) => new Set(all.map(of)).size > 1);
  const places = new Map(shuffled(cells, random).map(({ cell_id }, index) => [cell_id, index + 1]));
  const digits = String(cells.length).length;
  return {
    full: (axes, without) => {
      const parts = told
        .filter(({ name }) => name === undefined || name !== without)
        .map(({ text }) => text(axes));
      const named = without === 'model' && parts.length > 0 ? parts : [axes.model, ...parts];
      return named.filter((part) => part !== null).join(' · ');
    },
    blind: ({ cell_id }) => `Clip ${String(places.get(cell_id) ?? 0).padStart(digits, '0')}`,
  };
}

const PARTS: readonly {
  name?: 'prompt';
  of: (axes: CellAxes) => unknown;
  text: (axes: CellAxes) => string | null;
}[] = [
  { name: 'prompt', of: ({ prompt }) => prompt, text: ({ prompt }) => prompt },
  { of: ({ picture }) => picture, text: ({ picture }) => picture },
  { of: ({ seed }) => seed, text: ({ seed }) => (seed === null ? 'no seed' : `seed\u00a0${seed}`) },
  {
    of: ({ duration_seconds }) => duration_seconds,
    text: ({ duration_seconds }) => (duration_seconds === null ? null : `${duration_seconds}\u00a0s`),
  },
  { of: ({ repeat }) => repeat, text: ({ repeat }) => `take\u00a0${repeat}` },
];

/** Fisher and Yates. */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const list = [...items];
  for (let last = list.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [list[last], list[other]] = [list[other] as T, list[last] as T];
  }
  return list;
}
