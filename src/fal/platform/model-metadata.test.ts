import { describe, expect, it } from 'vitest';
import { scriptedFal } from '../../../test/support/scripted-fal.ts';
import { type SeenRequest } from '../../../test/support/scripted-server.ts';

const MODELS = 'GET /v1/models';
const { server, fal } = await scriptedFal();

const paramsOf = ({ url }: SeenRequest) => new URL(url, server.origin).searchParams;
const idsOf = (request: SeenRequest) => paramsOf(request).getAll('endpoint_id');
const row = (endpoint_id: string) => ({ endpoint_id, metadata: {}, openapi: { openapi: '3.0.4' } });
const pageOf = (request: SeenRequest) => ({ body: { models: idsOf(request).map(row), has_more: false } });
const NO_SUCH = { status: 404, body: { error: { type: 'not_found', message: 'unknown' } } };

describe('the documents of endpoints', () => {
  it('are asked for five at a time, each id once, expanded', async () => {
    server.on(MODELS, pageOf);
    const ids = Array.from({ length: 6 }, (_, index) => `fal-ai/model-${index}`);
    const found = await fal.modelMetadata([...ids, 'fal-ai/model-0']);
    expect(found.map(({ endpoint_id }) => endpoint_id)).toEqual(ids);
    expect(found[0]).toEqual({ ...row('fal-ai/model-0'), problem: null });
    expect(server.requests.map((request) => idsOf(request).length)).toEqual([5, 1]);
    expect(server.requests.map((request) => paramsOf(request).get('expand'))).toEqual(
      Array(2).fill('openapi-3.0'),
    );
  });

  it('come also when one id of the batch is unknown, which is left out', async () => {
    server.on(MODELS, (request) => (idsOf(request).includes('no/such') ? NO_SUCH : pageOf(request)));
    const found = await fal.modelMetadata(['a/1', 'a/2', 'no/such', 'a/3', 'a/4']);
    expect(found.map(({ endpoint_id }) => endpoint_id)).toEqual(['a/1', 'a/2', 'a/3', 'a/4']);
  });

  it('come from all pages, when fal gives fewer at once than were asked for', async () => {
    server.on(MODELS, (request) => {
      const from = Number(paramsOf(request).get('cursor') ?? 0);
      const next_cursor = from === 2 ? null : String(from + 1);
      return { body: { models: [row(`a/${from}`)], next_cursor, has_more: next_cursor !== null } };
    });
    expect(await fal.modelMetadata(['a/0', 'a/1', 'a/2'])).toHaveLength(3);
  });

  it.each([
    [{ error: { code: 'expansion_failed', message: 'too\u001b[31m large' } }, 'expansion_failed: too large'],
    [undefined, 'fal sent no document'],
    [{ error: {} }, 'fal sent no document'],
  ])('that could not be made are a problem of that model alone: %j', async (openapi, problem) => {
    const models = [{ endpoint_id: 'a/1', openapi }, row('a/2')];
    server.on(MODELS, { body: { models } });
    expect(await fal.modelMetadata(['a/1', 'a/2'])).toMatchObject([
      { endpoint_id: 'a/1', metadata: null, openapi: null, problem },
      { endpoint_id: 'a/2', problem: null },
    ]);
  });

  it('of endpoints that were not asked for are not taken', async () => {
    server.on(MODELS, { body: { models: [row('a/1'), row('b/2'), {}, null] } });
    expect(await fal.modelMetadata(['a/1'])).toHaveLength(1);
  });

  it('are asked for again when fal says to slow down', async () => {
    server.on(MODELS, { status: 429, headers: { 'retry-after': '1' } }, pageOf);
    expect(await fal.modelMetadata(['a/1'])).toHaveLength(1);
    expect(server.requests).toHaveLength(2);
  });

  it('of an id that would leave the host are never asked for', async () => {
    await expect(fal.modelMetadata(['a/../b'])).rejects.toMatchObject({ code: 'BAD_ENDPOINT_ID' });
    expect(server.requests).toEqual([]);
  });

  it.each([
    [{ status: 403, body: { error: { type: 'authorization_error', message: 'no' } } }, 'MISSING_PERMISSION'],
    [{ body: {} }, 'BAD_ANSWER'],
  ])('that are not to be had are an error: %j', async (answer, code) => {
    server.on(MODELS, answer);
    await expect(fal.modelMetadata(['a/1'])).rejects.toMatchObject({ code });
  });
});

describe('the list of a category', () => {
  it('is read to its end, a cursor that repeats itself included', async () => {
    server.on(MODELS, (request) => {
      const first = paramsOf(request).get('cursor') === null;
      return { body: { models: [row(first ? 'a/1' : 'a/2')], next_cursor: 'again', has_more: true } };
    });
    expect(await fal.modelListing({ category: 'image-to-video' })).toEqual(['a/1', 'a/2']);
    expect(paramsOf(server.requests[0] as SeenRequest).get('category')).toBe('image-to-video');
  });
});
