import { z } from 'zod';
import { type NextStep, stepOf } from '../../next-step.ts';
import { safeText } from '../../util/safe-text.ts';

export const nextStepSchema = z.object({
  tool: z.string().optional(),
  input: z.record(z.string(), z.unknown()).optional(),
  text: z.string(),
});

/** A step that an error names, to be shown. */
export function safeStep(step: string | NextStep, most: number): NextStep {
  const { text, ...call } = stepOf(step);
  return { ...call, text: safeText(text, most) };
}
