import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FalVideo } from '../../src/fal-video.ts';
import type { ModelDetail } from '../../src/models/types.ts';
import { projectPaths } from '../../src/project/project-paths.ts';
import { makeSandbox, RICH, type Sandbox } from '../../test/support/sandbox.ts';

/** A simulated fal knows what the package knows: reading its schemas changes nothing, and nothing real. */

let sandbox: Sandbox;
let video: FalVideo;
beforeAll(async () => {
  sandbox = await makeSandbox({ config: RICH });
  video = await sandbox.open();
});
afterAll(() => sandbox.close());

const details = () =>
  new Map(
    video.models
      .list({ preset: true })
      .map(({ endpoint_id }) => [endpoint_id, video.models.get(endpoint_id)]),
  );

/** What could be asked for before, and cannot be any more. */
function lost(before: ModelDetail, after: ModelDetail): string[] {
  const lengths = before.durations?.filter((seconds) => !after.durations?.includes(seconds)) ?? [];
  const values = before.arguments.flatMap(({ name, allowed = [] }) => {
    const now = after.arguments.find((one) => one.name === name);
    if (now === undefined) return [name];
    return allowed.filter((one) => now.allowed?.includes(one) === false).map((one) => `${name} ${one}`);
  });
  return [...lengths.map((seconds) => `${seconds} s`), ...values].map(
    (one) => `${before.endpoint_id}: ${one}`,
  );
}

describe('all models, read from the simulated fal', () => {
  it('are known to it, and can be asked for all that they could be asked for before', async () => {
    const before = details();
    const { read, failed, missing, unheard } = await video.catalog.refresh();
    expect({ missing, unheard }).toEqual({ missing: [], unheard: [] });
    expect(read.filter(({ changes }) => changes.length > 0)).toEqual([]);
    // Of some the catalog knows a part only, and says so.
    expect(failed.length).toBeLessThan(read.length);
    const after = details();
    const gone = [...before.values()].flatMap((model) => lost(model, after.get(model.endpoint_id) ?? model));
    expect(gone).toEqual([]);
  });

  it('are not believed by a later version, whose catalog is another, and never in real work', async () => {
    const { catalogLive } = video.project.paths;
    const kept = await readFile(catalogLive, 'utf8');
    expect(catalogLive).not.toBe(projectPaths(sandbox.root, false).catalogLive);
    // A schema that forbids what the package allows.
    const spoiled = kept.replaceAll('"10"', '"7"');
    expect(spoiled).not.toBe(kept);
    await writeFile(catalogLive, spoiled.replace(/"from":\s*"[^"]+"/, '"from":"simulated fal of 0.0.1"'));
    const later = await sandbox.open();
    const kling = 'fal-ai/kling-video/v2.5-turbo/pro/image-to-video';
    expect(later.catalog.problem()).toBeNull();
    expect(later.models.get(kling).durations).toEqual([5, 10]);
    await writeFile(catalogLive, spoiled);
    expect((await sandbox.open()).models.get(kling).durations).toEqual([5, 7]);
  });
});
