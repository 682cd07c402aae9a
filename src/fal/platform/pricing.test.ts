import { describe, expect, it } from 'vitest';
import { scriptedFal } from '../../../test/support/scripted-fal.ts';
import { type SeenRequest } from '../../../test/support/scripted-server.ts';

const PRICING = 'GET /v1/models/pricing';
const { server, fal } = await scriptedFal();

const idsOf = ({ url }: SeenRequest) => new URL(url, server.origin).searchParams.getAll('endpoint_id');
const price = (endpoint_id: string, unit_price: unknown = 0.045) => ({
  endpoint_id,
  unit_price,
  unit: 'seconds',
  currency: 'USD',
});

describe('unit prices', () => {
  it('are asked for fifty at a time, each id once', async () => {
    server.on(PRICING, (request) => ({ body: { prices: idsOf(request).map((id) => price(id)) } }));
    const ids = Array.from({ length: 51 }, (_, index) => `fal-ai/model-${index}`);
    expect(await fal.unitPrices([...ids, 'fal-ai/model-0'])).toEqual(ids.map((id) => price(id)));
    expect(server.requests.map((request) => idsOf(request).length)).toEqual([50, 1]);
  });

  it('leave out an id that fal does not know, and keep the others of its batch', async () => {
    server.on(PRICING, (request) => {
      const ids = idsOf(request);
      if (ids.includes('no/such'))
        return { status: 404, body: { error: { type: 'not_found', message: 'unknown' } } };
      return { body: { prices: ids.map((id) => price(id)) } };
    });
    const found = await fal.unitPrices(['a/1', 'a/2', 'no/such', 'a/3', 'a/4']);
    expect(found.map(({ endpoint_id }) => endpoint_id)).toEqual(['a/1', 'a/2', 'a/3', 'a/4']);
  });

  it('that are no amounts stand as what fal sent, so that none is free; a text and a zero are amounts', async () => {
    const sent = ['NaN', -1, '0x10', '0.28', 0];
    const prices = sent.map((each, index) => price(`a/${index}`, each));
    server.on(PRICING, { body: { prices: [...prices, price('a/none', null), {}, null] } });
    const read = (await fal.unitPrices(['a/1'])).map(({ unit_price }) => unit_price);
    expect(read).toEqual(['NaN', '-1', '0x10', 0.28, 0]);
  });

  it('of nothing ask nothing', async () => {
    expect(await fal.unitPrices([])).toEqual([]);
    expect(server.requests).toEqual([]);
  });

  it.each([
    [
      { status: 403, body: { error: { type: 'authorization_error', message: 'Missing permission' } } },
      'MISSING_PERMISSION',
    ],
    [{ body: {} }, 'BAD_ANSWER'],
    [{ status: 500 }, 'FAL_FAILED'],
  ])('that are not to be had are an error: %j', async (answer, code) => {
    server.on(PRICING, answer);
    await expect(fal.unitPrices(['a/1'])).rejects.toMatchObject({ code });
  });
});
