import type { FieldCheck, SimulatedModel } from '../model-types.ts';
import { definitionsOf, type Published } from '../published.ts';

/**
 * The OpenAPI document of one endpoint, in the shape of the Platform API (`expand=openapi-3.0`): the id in
 * `info.x-fal-metadata`, four paths of the queue, and the schemas behind the `$ref`s of request and result.
 */
export function openapiOf(model: SimulatedModel): object {
  const { endpoint_id, category } = model;
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
        ...(model.published?.input === undefined ? ownSchemas(model) : publishedSchemas(model.published)),
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

/** The names say nothing: a client has to follow the references. */
const ownSchemas = (model: SimulatedModel) => ({
  SimulatedInput: inputOf(model.fields),
  SimulatedOutput: outputOf(model),
  File: FILE,
  ImageSize: IMAGE_SIZE,
});

/** What fal published, word for word, with its nested types where fal puts them. */
function publishedSchemas({ input, result = { type: 'object' } }: Published): Record<string, unknown> {
  const schemas = {
    ...definitionsOf([input, result]),
    SimulatedInput: { title: 'SimulatedInput', ...input },
    SimulatedOutput: { title: 'SimulatedOutput', ...result },
  };
  const text = JSON.stringify(schemas).replaceAll('"#/definitions/', '"#/components/schemas/');
  return JSON.parse(text) as Record<string, unknown>;
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
function schemaOf(name: string, rule: FieldCheck): object {
  const { type, required, allowed, min, max } = rule;
  const plain = {
    ...(type === 'any' ? {} : { type: type === 'size' ? 'string' : type }),
    ...(allowed === undefined ? {} : { enum: allowed }),
    ...(min === undefined ? {} : { minimum: min }),
    ...(max === undefined ? {} : { maximum: max }),
    ...(type === 'array' ? arrayOf(rule) : {}),
  };
  const rest = {
    title: name,
    description: `Simulated: ${name}`,
    ...(rule.default === undefined ? {} : { default: rule.default }),
  };
  if (type === 'size') return { anyOf: [SIZE, plain], ...rest };
  return required === true || rule.default !== undefined
    ? { ...plain, ...rest }
    : { anyOf: [plain, { type: 'null' }], ...rest };
}

const arrayOf = ({ least, most }: FieldCheck) => ({
  items: {},
  ...(least === undefined ? {} : { minItems: least }),
  ...(most === undefined ? {} : { maxItems: most }),
});

/** fal refers to a type of its own here. */
const SIZE = { $ref: '#/components/schemas/ImageSize' };
const IMAGE_SIZE = {
  title: 'ImageSize',
  type: 'object',
  properties: { width: { type: 'integer' }, height: { type: 'integer' } },
};

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

const outputOf = ({ makes, returns_seed }: SimulatedModel) => ({
  title: 'SimulatedOutput',
  type: 'object',
  properties: {
    ...(makes === 'clip'
      ? { video: { $ref: '#/components/schemas/File' } }
      : { images: { type: 'array', items: { $ref: '#/components/schemas/File' } } }),
    ...(returns_seed ? { seed: { type: 'integer' } } : {}),
  },
  required: [makes === 'clip' ? 'video' : 'images'],
});
