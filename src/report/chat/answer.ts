import type { CallToolResult } from '@modelcontextprotocol/client';

/** The data of a tool's answer: its first text, or the error that stands there instead. */
export function toolData({ content, isError }: CallToolResult): Record<string, unknown> {
  const text = content.find((block) => block.type === 'text')?.text ?? '';
  if (isError === true) throw new Error(text);
  return JSON.parse(text) as Record<string, unknown>;
}
