import { describe, expect, it } from 'vitest';
import { withNews } from '../../../test/support/newer-models.ts';
import { HAILUO, openSimulator } from '../../../test/support/open-simulator.ts';
import { simulatedModels } from '../models/models.ts';

const KLING = 'fal-ai/kling-video/v3/pro/image-to-video';
const RETIRED = 'fal-ai/sora-2/image-to-video';
const pricing = (ids: string[]) => `/v1/models/pricing?${ids.map((id) => `endpoint_id=${id}`).join('&')}`;

const error = (type: string) => ({ json: { error: { type } } });

describe('the platform API', () => {
  it('prices by base unit, with repeated ids or commas', async () => {
    const fal = await openSimulator();
    const prices = [
      { endpoint_id: KLING, unit_price: 0.14, unit: 'seconds', currency: 'USD' },
      { endpoint_id: HAILUO, unit_price: 0.045, unit: 'seconds', currency: 'USD' },
    ];
    const repeated = await fal.call('GET', pricing([KLING, HAILUO]));
    expect(repeated.json).toEqual({ prices, next_cursor: null, has_more: false });
    expect((await fal.call('GET', pricing([`${KLING},${HAILUO}`]))).json['prices']).toEqual(prices);
  });

  it('writes prices as text in the guide dialect', async () => {
    const fal = await openSimulator({ dialect: 'guide' });
    const { json } = await fal.call('GET', pricing([KLING]));
    expect(json['prices']).toMatchObject([{ unit_price: '0.14' }]);
  });

  it('answers errors in its own shape: no ids, too many, an unknown one, no key', async () => {
    const fal = await openSimulator();
    expect(await fal.call('GET', '/v1/models/pricing')).toMatchObject({
      status: 400,
      ...error('validation_error'),
    });
    const many = Array.from({ length: 51 }, () => HAILUO);
    expect(await fal.call('GET', pricing(many))).toMatchObject({ status: 400 });
    expect(await fal.call('GET', pricing([HAILUO, 'nobody/x']))).toMatchObject({
      status: 404,
      ...error('not_found'),
    });
    expect(await fal.call('GET', pricing([HAILUO]), { key: null })).toMatchObject({
      status: 401,
      ...error('authorization_error'),
    });
  });

  it('estimates unit price times quantity, knowing no multipliers', async () => {
    const fal = await openSimulator();
    const body = { estimate_type: 'unit_price', endpoints: { [HAILUO]: { unit_quantity: 6 } } };
    const { json } = await fal.call('POST', '/v1/models/pricing/estimate', { body });
    expect(json).toEqual({ estimate_type: 'unit_price', total_cost: 0.27, currency: 'USD' });
    const wrong = { ...body, endpoints: { [HAILUO]: { unit_quantity: 0 } } };
    expect((await fal.call('POST', '/v1/models/pricing/estimate', { body: wrong })).status).toBe(400);
  });

  it('lists and searches its models, in pages, without a key', async () => {
    const fal = await openSimulator();
    const list = (query: string) => fal.call('GET', `/v1/models?${query}`, { key: null });
    const all = simulatedModels.list().map(({ endpoint_id }) => endpoint_id);
    expect((await list('q=KLING%203.0%20PRO')).json['models']).toMatchObject([{ endpoint_id: KLING }]);
    expect((await list('q=nano-banana-pro')).json['models']).toMatchObject([
      { metadata: { category: 'text-to-image' } },
      { metadata: { category: 'image-to-image' } },
    ]);
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { json } = await list(`limit=400&cursor=${encodeURIComponent(cursor)}`);
      const models = json['models'] as { endpoint_id: string }[];
      seen.push(...models.map(({ endpoint_id }) => endpoint_id));
      cursor = json['next_cursor'] as string | null;
      expect(json['has_more']).toBe(cursor !== null);
    }
    expect(seen).toEqual(all);
    expect((await list('category=text-to-speech')).json['models']).toEqual([]);
    expect((await list(`status=deprecated&endpoint_id=${RETIRED}`)).json['models']).toHaveLength(1);
  });

  it('gives the OpenAPI document of a model, whose schemas are found by its references', async () => {
    const fal = await openSimulator();
    const { json } = await fal.call('GET', `/v1/models?endpoint_id=${HAILUO}&expand=openapi-3.0`);
    const [{ openapi } = { openapi: {} }] = json['models'] as { openapi: object }[];
    expect(openapi).toMatchObject({
      openapi: '3.0.4',
      info: { 'x-fal-metadata': { endpointId: HAILUO, category: 'image-to-video' } },
      paths: {
        [`/${HAILUO}`]: {
          post: {
            requestBody: {
              content: { 'application/json': { schema: { $ref: '#/components/schemas/SimulatedInput' } } },
            },
          },
        },
        [`/${HAILUO}/requests/{request_id}`]: { get: { responses: { 200: {} } } },
        [`/${HAILUO}/requests/{request_id}/status`]: {},
        [`/${HAILUO}/requests/{request_id}/cancel`]: {},
      },
      components: {
        schemas: {
          SimulatedInput: {
            properties: {
              duration: { type: 'string', enum: ['6', '10'], default: '6' },
              end_image_url: { type: 'string' },
            },
            required: ['image_url', 'prompt'],
          },
        },
      },
    });
  });

  it('fails to expand one model without failing the others, and a batch with an unknown id as a whole', async () => {
    const fal = await openSimulator({ models: withNews });
    const ask = (ids: string[]) =>
      fal.call('GET', `/v1/models?expand=openapi-3.0&${ids.map((id) => `endpoint_id=${id}`).join('&')}`);
    expect((await ask([HAILUO, 'fal-ai/undocumented/image-to-video'])).json['models']).toMatchObject([
      { openapi: { openapi: '3.0.4' } },
      { openapi: { error: { code: 'expansion_failed' } } },
    ]);
    expect(await ask([HAILUO, 'fal-ai/no-such'])).toMatchObject({ status: 404, ...error('not_found') });
  });
});
