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

  it('that are no amounts are unknown, not free; a text and a zero are amounts', async () => {
    const prices = [
      price('a/1', null),
      price('a/2', 'NaN'),
      price('a/3', -1),
      price('a/4', '0.28'),
      price('a/5', 0),
      {},
      null,
    ];
    server.on(PRICING, { body: { prices } });
    expect(await fal.unitPrices(['a/1'])).toEqual([price('a/4', 0.28), price('a/5', 0)]);
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
