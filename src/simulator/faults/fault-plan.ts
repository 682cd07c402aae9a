import { z } from 'zod';
import { inputError } from '../../errors.ts';

export const FAULT_CALLS = [
  'submit',
  'status',
  'stream',
  'result',
  'cancel',
  'initiate',
  'put',
  'media',
  'history',
  'pricing',
  'models',
] as const;
export type FaultCall = (typeof FAULT_CALLS)[number];

/** Kinds where the call is not carried out at all: a submit is not accepted, nothing is billed. */
export const INSTEAD_KINDS = [
  'drop-before', // the socket is destroyed
  '401',
  '403-locked', // the account has no money left
  '404',
  '422-list', // on status, stream and result: the job ends this way
  '422-string', // the same with `detail` as a plain text
  '429',
  '500',
  '502', // a gateway's web page
  '504',
  'redirect-away', // 302 to `to`, or to a host that does not exist
] as const;

/** Kinds where it is carried out (a submit is accepted and will be billed) and the answer is spoiled. */
export const AFTER_KINDS = [
  'drop-after', // the socket is destroyed without an answer
  '500-after-accept',
  '504-after-accept',
  'html', // 200 with a web page
  'half-json', // the first half of the body, properly ended
  'empty', // 200 with no body
  'other-host', // every URL in the answer points to `to`, or to a host that does not exist
  'lying-length', // a Content-Length that never arrives
  'endless-body', // until the client goes, or 64 MB
  'lying-type', // a web page under the true content type
  'slow', // answered `ms` later
  'trickle', // a byte of its body every `ms`
  'unknown-status-word',
  'missing-headers', // no billable units, no request id
  'malformed-sse',
  'stream-cut', // the socket is destroyed after the first event
  'stream-silent', // its head, and then nothing
  'stream-buffered', // its head, and everything else when it is over: a proxy that buffers
] as const;

/** Kinds that befall the request itself: every later answer agrees with them. */
export const JOB_KINDS = [
  'back-to-queue', // IN_PROGRESS becomes IN_QUEUE; strikes on a running job only
  'queue-silence', // it waits `ms` longer, IN_QUEUE without a position; strikes on a queued job only
  'expired-result', // the result is gone for good
  'completed-with-error', // the job ends COMPLETED with an error, and its result is a 500
  'bare-500', // the job ends COMPLETED without one, and its result is a 500 without a reason, for ever (apicity, 2026)
  'retryable-500', // the same, with a reason that says nothing, units of 0 and `x-fal-retryable` (apicity, 2026)
  'side-files', // the result names files beside the clip: a cache, frames in an archive, a thumbnail
] as const;

export type InsteadKind = (typeof INSTEAD_KINDS)[number];
export type AfterKind = (typeof AFTER_KINDS)[number];
export type FaultKind = InsteadKind | AfterKind | (typeof JOB_KINDS)[number];
const FAULT_KINDS = [...INSTEAD_KINDS, ...AFTER_KINDS, ...JOB_KINDS];

const faultRule = z.strictObject({
  call: z.enum(FAULT_CALLS),
  kind: z.enum(FAULT_KINDS),
  /** Share of the matching calls, 0 to 1. Default 1. */
  chance: z.number().min(0).max(1).optional(),
  /** Only the nth matching call, from 1. */
  nth: z.int().min(1).optional(),
  /** At most so many strikes. */
  times: z.int().min(1).optional(),
  /** A text that must be in the URL, or in the input of the request that is asked about. */
  match: z.string().optional(),
  /** For `slow`, `trickle` and `queue-silence`. Default 2000. */
  ms: z.int().min(0).max(600_000).optional(),
  /** For `redirect-away` and `other-host`: an origin. */
  to: z.string().optional(),
  /** For a job that ends with 422: whether it is billed all the same (fal docs, pricing: it may be). */
  billed: z.boolean().optional(),
  /** For `422-string` and `403-locked`: what is said. */
  text: z.string().max(10_000).optional(),
});
export type FaultRule = z.infer<typeof faultRule>;

const faultPlan = z.strictObject({ rules: z.array(faultRule).max(1000) });
/** Misbehaviour as data: the first rule that strikes decides. */
export type FaultPlan = z.infer<typeof faultPlan>;

/** Reads a plan; what is not one is an input error that says where. */
export const parseFaultPlan = (value: unknown): FaultPlan => read(faultPlan, value);

/** The `x-simulate` header: one rule or a list, `call` being this very call where it is left out. */
export function parseSimulateHeader(header: string, call: FaultCall): FaultRule[] {
  const value = readJson(header);
  const rules: unknown[] = Array.isArray(value) ? value : [value];
  return rules.map((rule) => read(faultRule, isObject(rule) ? { call, ...rule } : rule));
}

/** `x-simulate:422-list` among the words of an input: how that job ends, for clients that cannot send the header. */
export function rulesInWords(input: Readonly<Record<string, unknown>>): FaultRule[] {
  return Object.values(input).flatMap((value) =>
    typeof value !== 'string'
      ? []
      : [...value.matchAll(/\bx-simulate:([\w-]+)/g)].map(([, kind]) =>
          read(faultRule, { call: 'result', kind }),
        ),
  );
}

function read<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalid(z.prettifyError(result.error));
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid(`not JSON: ${text.slice(0, 100)}`);
  }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const invalid = (why: string) =>
  inputError({
    code: 'INVALID_FAULT_PLAN',
    message: `The simulator cannot read these faults: ${why}`,
    next: `Give each rule a call (${FAULT_CALLS.join(', ')}) and a kind (${FAULT_KINDS.join(', ')}).`,
  });
