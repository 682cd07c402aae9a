import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { once } from '../../src/util/once.ts';
import { packageRoot } from '../../src/util/package-root.ts';

type Schema = Record<string, unknown>;

/** One endpoint as the Platform API described it: references replaced by the types, which keep their names. */
export interface RecordedEndpoint {
  endpoint_id: string;
  category: string;
  input: Schema & { properties: Record<string, Schema>; required?: string[] };
  output: Schema;
}

const PATH = join(packageRoot, 'scripts', 'catalog', 'recorded', 'schemas-2026-01-28.json');

/** Inputs and outputs of fal's endpoints as they were recorded on 2026-01-28. */
export const recordedEndpoints = once(
  () => (JSON.parse(readFileSync(PATH, 'utf8')) as { endpoints: RecordedEndpoint[] }).endpoints,
);

/**
 * The OpenAPI document that the endpoint was recorded from, as fal gives it: named types are components and are referred
 * to, also those that are missing from the document.
 */
export function openApiOf({ endpoint_id, category, input, output }: RecordedEndpoint): object {
  const schemas: Record<string, unknown> = {};
  const refer = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(refer);
    if (typeof value !== 'object' || value === null) return value;
    const { name, dangling_ref, ...schema } = value as Schema;
    if (typeof dangling_ref === 'string') return { ...schema, ...referenceTo(dangling_ref) };
    const parts = Object.entries(schema).map(([key, part]) => [
      key,
      key === 'properties'
        ? Object.fromEntries(Object.entries(part as Schema).map(([field, each]) => [field, refer(each)]))
        : SCHEMAS.has(key)
          ? refer(part)
          : part,
    ]);
    const whole = Object.fromEntries(parts) as Schema;
    if (typeof name !== 'string') return whole;
    schemas[name] = whole;
    return referenceTo(name);
  };
  const request = `/${endpoint_id}/requests/{request_id}`;
  const [inputSchema, outputSchema] = [refer(input), refer(output)];
  return {
    openapi: '3.0.4',
    info: {
      title: `Queue OpenAPI for ${endpoint_id}`,
      version: '1.0.0',
      'x-fal-metadata': { endpointId: endpoint_id, category },
    },
    components: { schemas: { QueueStatus: { type: 'object' }, ...schemas } },
    paths: {
      [`${request}/status`]: { get: { responses: answer(referenceTo('QueueStatus')) } },
      [`${request}/cancel`]: { put: { responses: answer({ type: 'object' }) } },
      [`/${endpoint_id}`]: {
        post: { requestBody: json(inputSchema), responses: answer(referenceTo('QueueStatus')) },
      },
      [request]: { get: { responses: answer(outputSchema) } },
    },
    servers: [{ url: 'https://queue.fal.run' }],
  };
}

/** Keywords under which further schemas stand. */
const SCHEMAS = new Set(['items', 'anyOf', 'allOf', 'oneOf', 'additionalProperties']);
const referenceTo = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: unknown) => ({ content: { 'application/json': { schema } } });
const answer = (schema: unknown) => ({ 200: { description: 'The answer', ...json(schema) } });
