import { z } from 'zod';
import { safeText } from '../../util/safe-text.ts';
import { isEndpointId } from '../endpoint-id.ts';
import type { LiveEntry } from './merge-live.ts';
import { TASK_KINDS } from '../types.ts';

const reference = z.object({ $ref: z.string() });
const json = z.object({ 'application/json': z.object({ schema: reference }) });

/** As much of fal's OpenAPI document of one endpoint as the catalog needs (fal's queue: four paths below `/id`). */
const document = z.object({
  info: z.object({
    'x-fal-metadata': z.object({ endpointId: z.string(), category: z.string().optional() }),
  }),
  paths: z.record(
    z.string(),
    z.object({
      post: z.object({ requestBody: z.object({ content: json }) }).optional(),
      get: z.object({ responses: z.object({ '200': z.object({ content: json }) }) }).optional(),
    }),
  ),
  components: z.object({ schemas: z.record(z.string(), z.looseObject({})) }),
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
    return { problem: `the OpenAPI document is strange at ${issue?.path.join('.')}: ${issue?.message}` };
  }
  const { info, paths, components } = parsed.data;
  const { endpointId, category } = info['x-fal-metadata'];
  const shown = safeText(endpointId, 100);
  if (!isEndpointId(endpointId)) return { problem: `"${shown}" is not an endpoint id` };
  const request = paths[`/${endpointId}`]?.post?.requestBody.content['application/json'].schema.$ref;
  const answer =
    paths[`/${endpointId}/requests/{request_id}`]?.get?.responses['200'].content['application/json'];
  const definitions = withOwnReferences(components.schemas);
  const input = request === undefined ? undefined : definitions[nameOf(request)];
  if (input?.['type'] !== 'object')
    return { problem: `the OpenAPI document of ${shown} has no input object` };
  const result = answer === undefined ? undefined : definitions[nameOf(answer.schema.$ref)];
  const facts = metadata.safeParse(about).data ?? {};
  const task = TASK_KINDS.find((kind) => kind === category);
  const added = z.iso.date().safeParse(facts.date?.slice(0, 10)).data;
  return {
    entry: {
      endpoint_id: endpointId,
      input,
      definitions,
      as_of: asOf,
      ...(result === undefined ? {} : { result, ...mediumOf(result) }),
      ...(task === undefined ? {} : { tasks: [task] }),
      ...(facts.license_type === undefined ? {} : { licence: facts.license_type }),
      ...(added === undefined ? {} : { added }),
    },
  };
}

const nameOf = (ref: string) => ref.split('/').at(-1) ?? '';

/** Nested types stand under `definitions` in the catalog, under `components/schemas` at fal. */
function withOwnReferences(schemas: Record<string, unknown>): Record<string, Record<string, unknown>> {
  const text = JSON.stringify(schemas).replaceAll('"#/components/schemas/', '"#/definitions/');
  return JSON.parse(text) as Record<string, Record<string, unknown>>;
}

function mediumOf({ properties }: Record<string, unknown>): Pick<LiveEntry, 'medium'> {
  const names = Object.keys(properties ?? {});
  if (names.some((name) => name === 'video' || name === 'videos')) return { medium: 'video' };
  return names.some((name) => name === 'image' || name === 'images') ? { medium: 'image' } : {};
}
