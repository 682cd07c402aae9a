import type { FieldRule, SimulatedModel } from './model-types.ts';

/**
 * The OpenAPI document of one endpoint, in the shape of the Platform API (`expand=openapi-3.0`): the id in
 * `info.x-fal-metadata`, four paths of the queue, and the schemas behind the `$ref`s of request and result.
 */
export function openapiOf({ endpoint_id, fields, returns_seed }: SimulatedModel, category: string): object {
  const request = `/${endpoint_id}/requests/{request_id}`;
  const ofRequest = [{ name: 'request_id', in: 'path', required: true, schema: { type: 'string' } }];
  return {
    openapi: '3.0.4',
    info: {
      title: `Queue OpenAPI for ${endpoint_id}`,
      version: '1.0.0',
      'x-fal-metadata': {
        endpointId: endpoint_id,
        category,
        documentationUrl: `https://fal.ai/models/${endpoint_id}/api`,
      },
    },
    components: {
      securitySchemes: { apiKeyAuth: { type: 'apiKey', in: 'header', name: 'Authorization' } },
      schemas: {
        QueueStatus: { type: 'object', properties: { status: { type: 'string' } } },
        // The names say nothing: a client has to follow the references.
        SimulatedInput: inputOf(fields),
        SimulatedOutput: outputOf(returns_seed),
        File: FILE,
      },
    },
    paths: {
      [`${request}/status`]: { get: { parameters: ofRequest, responses: answer('QueueStatus') } },
      [`${request}/cancel`]: { put: { parameters: ofRequest, responses: answer('QueueStatus') } },
      [`/${endpoint_id}`]: {
        post: {
          requestBody: { required: true, ...body('SimulatedInput') },
          responses: answer('QueueStatus'),
        },
      },
      [request]: { get: { parameters: ofRequest, responses: answer('SimulatedOutput') } },
    },
    servers: [{ url: 'https://queue.fal.run' }],
    security: [{ apiKeyAuth: [] }],
  };
}

const body = (name: string) => ({
  content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } },
});
const answer = (name: string) => ({ 200: { description: 'The answer', ...body(name) } });

function inputOf(fields: SimulatedModel['fields']): object {
  const names = Object.keys(fields);
  return {
    title: 'SimulatedInput',
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(fields).map(([name, rule]) => [name, schemaOf(name, rule)]),
    ),
    required: names.filter((name) => fields[name]?.required === true),
    'x-fal-order-properties': names,
  };
}

/** What may be left out may also be null, as pydantic writes it. */
function schemaOf(name: string, rule: FieldRule): object {
  const { type, required, allowed, min, max } = rule;
  const plain = {
    type,
    ...(allowed === undefined ? {} : { enum: allowed }),
    ...(min === undefined ? {} : { minimum: min }),
    ...(max === undefined ? {} : { maximum: max }),
    ...(type === 'array' ? { items: {} } : {}),
  };
  const rest = {
    title: name,
    description: `Simulated: ${name}`,
    ...(rule.default === undefined ? {} : { default: rule.default }),
  };
  return required === true || rule.default !== undefined
    ? { ...plain, ...rest }
    : { anyOf: [plain, { type: 'null' }], ...rest };
}

const FILE = {
  title: 'File',
  type: 'object',
  properties: {
    url: { type: 'string' },
    content_type: { anyOf: [{ type: 'string' }, { type: 'null' }] },
    file_name: { anyOf: [{ type: 'string' }, { type: 'null' }] },
    file_size: { anyOf: [{ type: 'integer' }, { type: 'null' }] },
  },
  required: ['url'],
};

const outputOf = (withSeed: boolean) => ({
  title: 'SimulatedOutput',
  type: 'object',
  properties: {
    video: { $ref: '#/components/schemas/File' },
    ...(withSeed ? { seed: { type: 'integer' } } : {}),
  },
  required: ['video'],
});
