import { z } from 'zod';
import { safeText } from '../../util/safe-text.ts';
import { isEndpointId } from '../../util/endpoint-id.ts';
import { mediumOf } from './medium-of.ts';
import type { LiveEntry } from './merge-live.ts';
import { taskOfCategory } from '../tasks.ts';

type Schema = Record<string, unknown>;
const anySchema = z.looseObject({});
const json = z.object({ 'application/json': z.object({ schema: anySchema }) });

/** As much of fal's OpenAPI document of one endpoint as the catalog needs (fal's queue: four paths below `/id`). */
const document = z.object({
  info: z.object({
    'x-fal-metadata': z
      .object({ endpointId: z.string().optional(), category: z.string().optional() })
      .optional(),
  }),
  paths: z.record(
    z.string(),
    z.object({
      post: z.object({ requestBody: z.object({ content: json }) }).optional(),
      get: z.object({ responses: z.object({ '200': z.object({ content: json.optional() }) }) }).optional(),
    }),
  ),
  components: z.object({ schemas: z.record(z.string(), anySchema) }).default({ schemas: {} }),
});

/** What the Platform API's metadata may add. */
const metadata = z.object({ license_type: z.string().optional(), date: z.string().optional() });

export type Read = { entry: LiveEntry & Required<Pick<LiveEntry, 'input'>> } | { problem: string };

/**
 * The OpenAPI document of one endpoint as an entry of the catalog. The schemas are found by following the
 * request and the result, not by their names. A document that looks otherwise is told as a problem, not guessed.
 */
export function liveEntry(openapi: unknown, asOf: string, about: unknown = {}): Read {
  const parsed = document.safeParse(openapi);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return {
      problem: `the OpenAPI document is strange at ${issue?.path.join('.') || 'its top'}: ${issue?.message}`,
    };
  }
  const { info, paths, components } = withOwnReferences(parsed.data);
  const posted = Object.keys(paths).find((path) => paths[path]?.post !== undefined) ?? '';
  const { endpointId = posted.slice(1), category } = info['x-fal-metadata'] ?? {};
  const shown = safeText(endpointId, 100);
  if (!isEndpointId(endpointId)) return { problem: `"${shown}" is not an endpoint id` };
  const definitions = components.schemas;
  const request = paths[`/${endpointId}`]?.post?.requestBody.content;
  const answer = paths[`/${endpointId}/requests/{request_id}`]?.get?.responses['200'].content;
  const input = objectIn(request, definitions);
  if (input === undefined) return { problem: `the OpenAPI document of ${shown} has no input object` };
  const result = objectIn(answer, definitions);
  const facts = metadata.safeParse(about).data ?? {};
  const task = taskOfCategory(category);
  const medium = mediumOf(result, category);
  const added = z.iso.date().safeParse(facts.date?.slice(0, 10)).data;
  return {
    entry: {
      endpoint_id: endpointId,
      input,
      definitions,
      as_of: asOf,
      ...(result === undefined ? {} : { result }),
      ...(medium === undefined ? {} : { medium }),
      ...(task === undefined ? {} : { tasks: [task] }),
      ...(facts.license_type === undefined ? {} : { licence: facts.license_type }),
      ...(added === undefined ? {} : { added }),
    },
  };
}

/** The schema of a body, references followed; undefined where it is no object. */
function objectIn(
  content: z.output<typeof json> | undefined,
  definitions: Record<string, Schema>,
): Schema | undefined {
  let schema = content?.['application/json'].schema;
  for (let steps = 0; schema !== undefined && steps < 5; steps += 1) {
    if (schema['type'] === 'object' || schema['properties'] !== undefined) return schema;
    const { $ref, allOf } = schema;
    const [only] = Array.isArray(allOf) ? (allOf as Schema[]) : [];
    schema = typeof $ref === 'string' ? definitions[$ref.split('/').at(-1) ?? ''] : only;
  }
  return undefined;
}

/** Nested types stand under `definitions` in the catalog, under `components/schemas` at fal. */
function withOwnReferences<Part>(part: Part): Part {
  const text = JSON.stringify(part).replaceAll('"#/components/schemas/', '"#/definitions/');
  return JSON.parse(text) as Part;
}
