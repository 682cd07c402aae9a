import { sha256OfJson } from '../../util/hash.ts';

/** What makes a cell the one it is. A local file stands in the arguments as `file:<sha256>`. */
export interface CellIdentity {
  endpoint_id: string;
  arguments: Record<string, unknown>;
  /** Which one of several runs with the very same arguments, from 1. */
  run: number;
}

/** The same model, arguments, input bytes and run give the same id, in every plan and on every machine. */
export function cellId({ endpoint_id, arguments: args, run }: CellIdentity): string {
  const digest = sha256OfJson({ endpoint_id, arguments: args, repeat: run });
  return `cell_${digest.slice(0, 16)}`;
}
