import type { FaultCall, FaultKind, FaultPlan, FaultRule } from '../../src/simulator/index.ts';

/** What can go wrong with each call. */
const CALLS: Record<FaultCall, readonly FaultKind[]> = {
  submit: [
    'drop-before',
    'drop-after',
    '401',
    '403-locked',
    '404',
    '422-list',
    '422-string',
    '429',
    '500',
    '502',
    '504',
    'redirect-away',
    '500-after-accept',
    '504-after-accept',
    'html',
    'half-json',
    'empty',
    'other-host',
    'lying-length',
    'endless-body',
    'slow',
  ],
  status: [
    'drop-before',
    '429',
    '500',
    '502',
    '504',
    'html',
    'half-json',
    'empty',
    'unknown-status-word',
    'lying-length',
  ],
  stream: [
    'drop-before',
    '404',
    '500',
    '502',
    'html',
    'malformed-sse',
    'stream-cut',
    'stream-silent',
    'stream-buffered',
    'unknown-status-word',
  ],
  result: [
    'drop-before',
    '429',
    '500',
    '502',
    '504',
    'html',
    'half-json',
    'empty',
    'missing-headers',
    '422-list',
    '422-string',
    'completed-with-error',
    'bare-500',
    'side-files',
  ],
  cancel: [],
  initiate: ['drop-before', 'drop-after', '500', '504', 'html', 'half-json'],
  put: ['drop-before', 'drop-after', '500', '504'],
  media: ['drop-before', '500', '504', 'html', 'lying-length', 'lying-type', 'redirect-away', 'empty'],
  history: ['drop-before', '500', '504', 'html', 'half-json'],
  pricing: ['drop-before', '500', '504', 'html', 'half-json'],
  // Only asked about endpoints that nobody here knows.
  models: [],
};

/** The accepted submission whose answer is lost is what this is about: it comes as often as all others. */
const weightOf = (kind: FaultKind) => (kind === 'drop-after' || kind === '504-after-accept' ? 9 : 1);
/** Longer than a job and most looks for its twin, and shorter than the client waits (times are hurried). */
const SLOW_MS = 350;
/** What befalls twins: one is lost, and the other's answer is long in coming, or lost as well. */
const TWINS: readonly FaultRule[] = [
  { call: 'submit', kind: 'drop-before', chance: 0.3, match: 'twins' },
  { call: 'submit', kind: 'slow', chance: 0.6, match: 'twins', ms: SLOW_MS },
  { call: 'submit', kind: 'drop-after', chance: 0.4, match: 'twins' },
];
const total = (kinds: readonly FaultKind[]) => kinds.reduce((sum, kind) => sum + weightOf(kind), 0);

/** Every kind of every call at a small chance each: about `share` of all calls go wrong. */
export function faultsEverywhere(share: number): FaultPlan {
  const rules = (Object.entries(CALLS) as [FaultCall, readonly FaultKind[]][]).flatMap(([call, kinds]) =>
    kinds.map((kind) => ({ call, kind, chance: (share * weightOf(kind)) / total(kinds), ms: SLOW_MS })),
  );
  return { rules: [...TWINS, ...rules, { call: 'status', kind: 'back-to-queue', chance: 0.02 }] };
}
