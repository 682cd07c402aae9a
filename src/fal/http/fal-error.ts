import {
  accountError,
  type ErrorDetails,
  type FalVideoError,
  inputError,
  modelError,
  serviceError,
} from '../../errors.ts';
import { safeText } from '../../util/safe-text.ts';
import { type FalReason, readReason } from './fal-reason.ts';
import { saysRetryable } from './headers.ts';
import type { FalAnswer } from '../types.ts';

export interface ErrorContext {
  /** What was asked, in words: "the submit of fal-ai/veo3.1". */
  what: string;
  /** The answer is the end of a job that ran: asking for the same again is a new job, with its own price. */
  ran?: boolean;
}

/** The error that a refusal of fal means, by whose fault it is. */
export function falError(answer: FalAnswer, context: ErrorContext): FalVideoError {
  const reason = readReason(answer.body);
  const rule = RULES.find(({ when }) => when(answer, reason)) ?? LAST_RULE;
  const retryable = saysRetryable(answer.headers);
  const { request_id } = answer.headers;
  return rule.error({
    code: rule.code,
    message: messageOf(rule.says, answer, reason, context),
    next: context.ran === true ? `${rule.next} ${triesAgainFor(answer)}` : rule.next,
    retrySafe: context.ran !== true || saysUnbilled(answer),
    status: answer.http_status,
    detail: reason.detail,
    ...(retryable === null ? {} : { temporary: retryable }),
    ...(request_id === null ? {} : { requestId: safeText(request_id, 100) }),
  });
}

function messageOf(says: string, answer: FalAnswer, reason: FalReason, { what }: ErrorContext): string {
  const why = reason.sentence === '' ? '' : `: ${reason.sentence}`;
  return `${says} ${what} (HTTP ${answer.http_status})${why}.`;
}

interface Rule {
  when: (answer: FalAnswer, reason: FalReason) => boolean;
  code: string;
  error: (details: ErrorDetails) => FalVideoError;
  says: string;
  next: string;
}

const status =
  (...statuses: number[]) =>
  ({ http_status }: FalAnswer) =>
    statuses.includes(http_status);

const typed = (types: RegExp) => (answer: FalAnswer, reason: FalReason) =>
  [...reason.types, answer.headers.error_type ?? ''].some((type) => types.test(type));

/** First match decides; the order is from the particular to the general. */
const RULES: readonly Rule[] = [
  {
    // fal gives the account gate no type of its own: 403 {"detail": "User is locked. Reason: …"} (fal #1147).
    when: ({ http_status }, { sentence }) =>
      http_status === 402 ||
      (http_status === 403 && /user is locked|exhausted balance|top.?up/i.test(sentence)),
    code: 'ACCOUNT_LOCKED',
    error: accountError,
    says: 'The fal account is locked or out of balance, so fal refused',
    next: 'Top up or unlock the account at fal.ai/dashboard/billing, then run it again.',
  },
  {
    when: status(401),
    code: 'BAD_KEY',
    error: accountError,
    says: 'fal did not accept the key for',
    next: 'Make a new key at fal.ai/dashboard/keys and set FAL_KEY, or run `fal-video auth`.',
  },
  {
    when: typed(/^content_policy_violation$/),
    code: 'CONTENT_POLICY',
    error: modelError,
    says: "By fal's answer a content checker refused",
    // A prompt that had passed twice was refused later (nodetool, read 2026-11-30).
    next: 'Most likely the prompt or a picture; but the same input has passed and been refused. Change it with the user, or try it once more.',
  },
  {
    when: status(403),
    code: 'MISSING_PERMISSION',
    error: accountError,
    says: 'The key is not allowed',
    next: 'Use a key with this permission (fal.ai/dashboard/keys), or ask the owner of the account.',
  },
  {
    when: (answer, reason) =>
      answer.http_status === 499 || typed(/^client_(cancelled|disconnected)$/)(answer, reason),
    code: 'REQUEST_CANCELLED',
    error: inputError,
    says: 'fal stopped, because it was cancelled,',
    next: 'Submit it again if it is still wanted.',
  },
  {
    when: status(429),
    code: 'RATE_LIMITED',
    error: serviceError,
    says: 'fal asks to slow down for',
    next: 'Wait a minute and call again.',
  },
  {
    when: (_, { family, types }) => family === 'model' && types.every((type) => SERVER_TYPES.test(type)),
    code: 'MODEL_FAILED',
    error: modelError,
    says: 'The model failed at',
    next: 'fal counts this as its own failure, which may pass: try once more, or another model.',
  },
  {
    when: ({ http_status }, { family }) =>
      family === 'model' || (http_status === 422 && family === 'request'),
    code: 'MODEL_REFUSED',
    error: modelError,
    says: 'The model, or fal for it, refused',
    // Input that failed as `invalid_request` passed six minutes later, byte by byte the same (nodetool, read 2026-11-30).
    next: 'Most likely what it names: look at what the model takes. If that fits, the same input may pass another time, as has happened.',
  },
  {
    when: status(404, 410),
    code: 'NOT_FOUND',
    error: inputError,
    says: 'fal does not know',
    next: 'Check the id; `fal-video models` lists the endpoints, `fal-video jobs` the requests.',
  },
  {
    when: typed(/^(request|startup)_timeout$/),
    code: 'START_TIMEOUT',
    error: serviceError,
    says: 'fal found no runner in time for',
    next: 'Submit it again later, or with a longer start timeout.',
  },
  {
    when: ({ http_status }) => http_status >= 500,
    code: 'FAL_FAILED',
    error: serviceError,
    says: 'fal could not carry out',
    next: 'This mostly passes: call again in a minute.',
  },
  {
    when: ({ http_status }) => http_status >= 300 && http_status < 400,
    code: 'UNEXPECTED_REDIRECT',
    error: serviceError,
    says: 'A redirect, which is never followed, was the answer to',
    next: 'Check for a proxy or a login page between this machine and fal.',
  },
];

/** Problems of a list that are fal's side, not the input's (fal docs, errors). */
const SERVER_TYPES = /^(internal_server_error|generation_timeout|downstream_service_(error|unavailable))$/;

const LAST_RULE: Omit<Rule, 'when'> = {
  code: 'FAL_REFUSED',
  error: inputError,
  says: 'fal refused',
  next: 'Read the reason: the same call is likely to be refused again.',
};

/**
 * Whether fal did not bill the run that ended so. Its header decides; without one a failed run may have been billed (a
 * 422 after work was done; fal docs, pricing), and a 5xx never is.
 */
function saysUnbilled({ http_status, headers }: FalAnswer): boolean {
  const units = headers.billable_units?.trim() ?? '';
  return units === '' ? http_status >= 500 : /^0+(\.0*)?$/.test(units);
}

/** What is known of the bill of a run that failed, and what one more try costs. */
function triesAgainFor(answer: FalAnswer): string {
  const units = answer.headers.billable_units?.trim() ?? '';
  const bill =
    units !== ''
      ? `fal billed ${safeText(units, 20)} units for this one`
      : saysUnbilled(answer)
        ? 'By its documents fal bills no such failure'
        : 'fal does not say whether it billed this one';
  return `${bill}; one more try is a new job with a bill of its own.`;
}
