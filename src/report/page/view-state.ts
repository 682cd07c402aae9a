import type { MeasureName } from '../../media/measure-types.ts';
import type { CellStanding } from './sections/cell-state.ts';

/** What the reader chose to see. */
export interface ViewState {
  group: 'prompt' | 'model' | 'none';
  sort: SortKey;
  descending: boolean;
  text: string;
  /** What is filtered out. */
  hidden: { models: ReadonlySet<string>; prompts: ReadonlySet<string>; standings: ReadonlySet<CellStanding> };
  measure: MeasureName;
  /** `fit`: as many columns as there are models, so that each keeps its own. */
  tile: 'fit' | 'small' | 'medium' | 'large';
  blind: boolean;
  /** In blind mode: all clips below the two that are compared. */
  wall: boolean;
}

export type SortKey =
  'plan' | 'model' | 'prompt' | 'standing' | 'estimated' | 'billed' | 'units' | 'queue' | 'work' | 'measure';

/** What decides which cells are shown, and in which order. */
export const ARRANGING = ['blind', 'text', 'hidden', 'sort', 'descending', 'measure'] as const;

/** One value that many look at. */
export interface Store<State> {
  get: () => State;
  set: (change: Partial<State>) => void;
  /** Called now, and after each change; where keys are named, only after a change of one of them. */
  watch: (look: (state: State, before: State | null) => void, ...keys: (keyof State)[]) => void;
}

export function createStore<State extends object>(initial: State): Store<State> {
  let state = initial;
  const looks: ((state: State, before: State | null) => void)[] = [];
  return {
    get: () => state,
    set: (change) => {
      const before = state;
      state = { ...state, ...change };
      for (const look of looks) look(state, before);
    },
    watch: (look, ...keys) => {
      looks.push((now, before) => {
        if (keys.length === 0 || keys.some((key) => before?.[key] !== now[key])) look(now, before);
      });
      look(state, null);
    },
  };
}
