import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApiOf, recordedEndpoints } from '../../test/support/recorded-schemas.ts';
import { type Ran, runProgram } from '../../test/support/run-program.ts';

/** The built program over recorded documents: as fal's Platform API gives them, and as a saved file. */

const documents = new Map(recordedEndpoints().map((each) => [each.endpoint_id, openApiOf(each)]));

/** The Platform API and fal's public documents on one local port. */
const fal = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://127.0.0.1');
  const id = searchParams.get('endpoint_id') ?? '';
  const openapi = documents.get(id);
  if (openapi === undefined) response.statusCode = 404;
  const isPublic = pathname === '/api/openapi/queue/openapi.json';
  response.end(JSON.stringify(isPublic ? openapi : { models: [{ endpoint_id: id, metadata: {}, openapi }] }));
});

let origin: string;
let home: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => fal.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(fal.address() as AddressInfo).port}`;
  home = await mkdtemp(join(tmpdir(), 'fal-video-program-'));
});
afterAll(() => void fal.close());

const hosts = (at: string) => ({
  FAL_VIDEO_QUEUE_URL: at,
  FAL_VIDEO_REST_URL: at,
  FAL_VIDEO_API_URL: at,
  FAL_VIDEO_MEDIA_HOSTS: new URL(at).host,
});

async function add(root: string, args: readonly string[], at = origin): Promise<Ran> {
  const env = { PATH: process.env['PATH'], HOME: home, ...hosts(at) };
  return await runProgram(['add-model', ...args, '--root', root, '--json'], env);
}

const project = () => mkdtemp(join(home, 'project-'));

// None of them has a preset that ships.
const IDS: [string, string, object][] = [
  ['fal-ai/wan-effects', 'wan-effects', { first_frame: 'image_url' }],
  ['fal-ai/flux-lora/inpainting', 'flux-lora-inpainting', { reference: 'image_url' }],
  ['fal-ai/elevenlabs/dubbing', 'elevenlabs-dubbing', { video: 'video_url', audio: 'audio_url' }],
  ['fal-ai/wan-ati', 'wan-ati', { first_frame: 'image_url' }],
];

describe('add-model', () => {
  it.each(IDS)('asks fal for %s, and from a saved document writes the same', async (id, alias, roles) => {
    const [asked, saved] = [await project(), await project()];
    const { exitCode, stdout } = await add(asked, [id]);
    expect(exitCode, stdout).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'added', model: alias, endpoint_id: id });

    const document = await fetch(`${origin}/api/openapi/queue/openapi.json?endpoint_id=${id}`);
    await writeFile(join(saved, 'openapi.json'), await document.text());
    expect((await add(saved, [id, '--from', 'openapi.json'])).exitCode).toBe(0);

    const read = async (root: string) =>
      await readFile(join(root, 'presets', `${alias}.fal-video.json`), 'utf8');
    const [preset] = (
      JSON.parse(await read(saved)) as { presets: [{ roles: Record<string, { field: string }> }] }
    ).presets;
    const fields = Object.entries(preset.roles).map(([role, { field }]) => [role, field]);
    expect(Object.fromEntries(fields)).toEqual(roles);
    const simulated = await read(asked);
    expect(
      simulated.replace("a simulator's document, not fal's", "fal's OpenAPI document of the endpoint"),
    ).toBe(await read(saved));
  });

  it('refuses what makes sound alone with that reason', async () => {
    const { exitCode, stdout } = await add(await project(), ['fal-ai/thinksound/audio']);
    expect(exitCode).toBe(2);
    expect(stdout).toContain('makes neither videos nor images: its result holds prompt, audio');
  });

  it('takes the snapshot where fal cannot be reached, and says so', async () => {
    // Nobody listens on the port of discard.
    const { exitCode, stdout } = await add(await project(), ['fal-ai/wan-effects'], 'http://127.0.0.1:9');
    expect(exitCode, stdout).toBe(0);
    expect((JSON.parse(stdout) as { summary: string }).summary).toMatch(
      /Written from (?!fal's).*FAL_UNREACHABLE/,
    );
  });
});
