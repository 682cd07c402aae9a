import { safeText, safeValue } from '../../util/safe-text.ts';
import { member, textMember } from './answer.ts';

/** Why fal said no, whichever of its three shapes of body it used. */
export interface FalReason {
  /** `model`: a list of typed problems; `request`: a text, perhaps with an error type; `platform`: `{error}`. */
  family: 'model' | 'request' | 'platform' | 'none';
  /** For people: "prompt: Field required (missing)". Empty where fal gave no reason. */
  sentence: string;
  /** Machine words: problem types, the error type. */
  types: string[];
  /** As fal sent it, inputs dropped and texts cut. */
  detail: unknown;
}

/**
 * Reads the body of a refusal: `{detail: [{loc, msg, type, ctx}]}`, `{detail: "…", error_type}` (fal docs, errors
 * and request errors) or the platform's `{error: {type, message}}`. Anything else gives no reason.
 */
export function readReason(body: unknown): FalReason {
  const detail = member(body, 'detail');
  const errorType = textMember(body, 'error_type');
  if (Array.isArray(detail) && detail.length > 0) {
    return {
      family: 'model',
      sentence: sentenceOf(detail),
      types: detail.map((problem) => textMember(problem, 'type')).filter((type) => type !== null),
      detail: safeValue(detail),
    };
  }
  if (typeof detail === 'string') {
    const sentence = errorType === null ? detail : `${detail} (${errorType})`;
    const types = errorType === null ? [] : [errorType];
    return { family: 'request', sentence: withoutStop(safeText(sentence)), types, detail: safeText(detail) };
  }
  const error = member(body, 'error');
  const message = textMember(error, 'message') ?? (typeof error === 'string' ? error : null);
  if (message !== null) {
    const type = textMember(error, 'type') ?? errorType;
    const types = type === null ? [] : [type];
    return { family: 'platform', sentence: withoutStop(safeText(message)), types, detail: safeValue(error) };
  }
  return {
    family: 'none',
    sentence: '',
    types: errorType === null ? [] : [errorType],
    detail: safeValue(body),
  };
}

const MOST_PROBLEMS = 4;

function sentenceOf(problems: unknown[]): string {
  const shown = problems.slice(0, MOST_PROBLEMS).map(problemSentence);
  const more = problems.length - shown.length;
  return shown.join('; ') + (more > 0 ? `; and ${more} more` : '');
}

function problemSentence(problem: unknown): string {
  if (typeof problem === 'string') return withoutStop(safeText(problem));
  const path = fieldPath(member(problem, 'loc'));
  const message = withoutStop(safeText(textMember(problem, 'msg') ?? 'refused without a reason'));
  const type = textMember(problem, 'type');
  const limits = limitsOf(member(problem, 'ctx'));
  const notes = [type, limits].filter((note) => note !== null).map((note) => safeText(note, 200));
  return `${path === '' ? '' : `${path}: `}${message}${notes.length === 0 ? '' : ` (${notes.join('; ')})`}`;
}

/** `["body", "elements", 0, "url"]` as `elements[0].url`: the name that the caller used. */
function fieldPath(loc: unknown): string {
  const parts: unknown[] = Array.isArray(loc) ? loc : [];
  const inside = parts[0] === 'body' ? parts.slice(1) : parts;
  return inside
    .map((part, index) =>
      typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${safeText(String(part), 60)}`,
    )
    .join('');
}

/** `{min_height: 300, min_width: 300}` as `min_height 300, min_width 300`. */
function limitsOf(ctx: unknown): string | null {
  if (typeof ctx !== 'object' || ctx === null) return null;
  const limits = Object.entries(ctx)
    .filter(([name, value]) => name !== 'input' && value !== null)
    .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`);
  return limits.length === 0 ? null : limits.join(', ');
}

/** Without full stops and blanks at the end. */
function withoutStop(text: string): string {
  let end = text.length;
  while (/[.\s]/.test(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}
