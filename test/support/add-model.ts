import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { FalVideoError } from '../../src/errors.ts';
import { addModel, type AddOrder, type PresetStore } from '../../src/models/add-model/index.ts';
import { STORED, type StoredName, storedOpenApi } from './openapi.ts';
import { presetsWithout } from './presets-without.ts';

export const shipped = presetsWithout([...Object.values(STORED), 'moonvalley/marey/t2v']);
export const TODAY = '2026-11-21';

/** A store of its own: what is added stays apart from the presets that ship. */
export function newStore(): Required<PresetStore> {
  const folder = mkdtempSync(join(tmpdir(), 'fal-video-add-'));
  return { shipped, own: join(folder, 'presets'), tables: join(folder, 'tables') };
}

export const add = (name: StoredName, store: PresetStore, more: Partial<AddOrder> = {}) =>
  addModel({ endpointId: STORED[name], openapi: storedOpenApi(name), today: TODAY, ...more }, store);

/** Every file below, with its text. */
export function filesOf({ own, tables }: Required<PresetStore>): Record<string, string> {
  const below = (folder: string) => {
    try {
      return readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]);
    } catch {
      return [];
    }
  };
  return Object.fromEntries([...below(own), ...below(tables)]) as Record<string, string>;
}

export async function refusal(order: AddOrder): Promise<{ code: string; message: string; detail: unknown }> {
  const own = newStore();
  try {
    await addModel(order, own);
  } catch (error) {
    if (!(error instanceof FalVideoError)) throw error;
    expect(filesOf(own)).toEqual({});
    expect(error.next).toBeTruthy();
    // What is shown is one clean and bounded line.
    // eslint-disable-next-line no-control-regex
    expect(error.message).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e]/);
    expect(error.message.length).toBeLessThan(3000);
    return { code: error.code, message: error.message, detail: error.detail };
  }
  throw new Error('it was added');
}

/** The refusal of this text as the schema of one endpoint. */
export const marey = (openapi: string) => refusal({ endpointId: STORED['marey-i2v'], openapi, today: TODAY });
