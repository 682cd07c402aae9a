import type { UploadedFile } from '../../../fal/types.ts';
import { type Database, sql } from './database.ts';
import type { TakeLine } from './tail.ts';

/** A line of `uploads.jsonl`. */
export interface Upload extends UploadedFile {
  /** Storage origin: a simulator's files are no use to another one. */
  rest: string;
  /** ISO time. */
  at: string;
}

export const UPLOADS_TABLE = `
CREATE TABLE uploads (
  rest TEXT NOT NULL, sha256 TEXT NOT NULL, at TEXT NOT NULL, upload TEXT NOT NULL, PRIMARY KEY (rest, sha256)
) WITHOUT ROWID`;

export function putUpload(database: Database, text: string): ReturnType<TakeLine> {
  const { rest, sha256, at } = parseUpload(text) ?? {};
  // A torn line costs one more upload, which is free.
  if (rest === undefined || sha256 === undefined || at === undefined) return 'left';
  database.run(sql`INSERT OR REPLACE INTO uploads VALUES (${rest}, ${sha256}, ${at}, ${text})`);
  return 'taken';
}

/** Of this file to this storage, after that time. */
export function uploadOf(
  database: Database,
  { rest, sha256, at }: Pick<Upload, 'rest' | 'sha256' | 'at'>,
): UploadedFile | null {
  const row = database.get<{ upload: string }>(
    sql`SELECT upload FROM uploads WHERE rest = ${rest} AND sha256 = ${sha256} AND at > ${at}`,
  );
  return row === undefined ? null : parseUpload(row.upload);
}

function parseUpload(text: string): Upload | null {
  try {
    return JSON.parse(text) as Upload | null;
  } catch {
    return null;
  }
}
