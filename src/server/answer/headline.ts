import type { Tool } from '../define-tool.ts';

/** The first sentence of a tool's description: what it does, for lists of tools and the help of the command line. */
export function headlineOf({ description }: Pick<Tool, 'description'>): string {
  return /^.*?\.(?=\s|$)/s.exec(description)?.[0] ?? description;
}
