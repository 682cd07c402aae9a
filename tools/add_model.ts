import { callOf } from '../src/next-step.ts';
import { nextStepSchema } from '../src/server/answer/next-step.ts';
import { z } from 'zod';
import { FalVideoError, inputError } from '../src/errors.ts';
import { MOST_OPENAPI_BYTES } from '../src/models/add-model/read-openapi.ts';
import { isEndpointId } from '../src/util/endpoint-id.ts';
import { inputFile } from '../src/project/input-file.ts';
import type { Project } from '../src/project/index.ts';
import { defineDataTool, type ToolContext } from '../src/server/define-tool.ts';
import { NoText, readText } from '../src/util/read-text.ts';
import { packageRoot } from '../src/util/package-root.ts';

export const addModelTool = defineDataTool({
  name: 'add_model',
  title: 'Add a model',
  effect: 'local',
  reaches: 'fal',
  description:
    'Writes the preset of an endpoint that has none, from its OpenAPI schema. It is tried, and goes into presets/ of the project; ' +
    'what a schema leaves open is named for a person to decide, and nothing is written. Free.',
  input: z.object({
    endpoint_id: z
      .string()
      .max(200)
      .describe('Such as fal-ai/vidu/q2/image-to-video/pro. At most 200 characters.'),
    from: z
      .string()
      .optional()
      .describe("Its stored OpenAPI file, a path in the project. Default: fal's, or the snapshot."),
    alias: z
      .string()
      .regex(/^[a-z0-9][a-z0-9.-]{0,60}$/)
      .optional()
      .describe('Short name: lower-case letters, digits, dots, dashes. Default: from the endpoint id.'),
  }),
  output: z.object({
    summary: z.string(),
    status: z.enum(['added', 'unchanged']),
    model: z.string().describe('What the other tools take'),
    endpoint_id: z.string(),
    files: z.array(z.string()).describe('What was written, below the project'),
    next: nextStepSchema,
  }),
  async run({ endpoint_id, from, alias }, context) {
    const { project, models, clock } = context;
    const { openapi, failed } =
      from === undefined
        ? await fetched(endpoint_id, context)
        : { openapi: await readStored(from, project), failed: undefined };
    const today = clock.now().toISOString().slice(0, 10);
    // A preset made from simulated facts says so.
    const simulated = from === undefined && openapi !== undefined && context.fal.hosts.simulated;
    const order = { endpointId: endpoint_id, alias, openapi, today, simulated };
    // It brings the rules of every preset and price with it, which nothing else needs at the start.
    const { addModel, presetStoreOf } = await import('../src/models/add-model/index.ts');
    const added = await addModel(order, presetStoreOf(project.root, packageRoot)).catch(orAskAgain(failed));
    if (added.status === 'added') models.reload();
    const unasked = failed === undefined ? '' : ` fal could not be asked (${failed.code}).`;
    return {
      summary: `${added.alias} is ${endpoint_id}. ${added.note}${unasked}`,
      status: added.status,
      model: added.alias,
      endpoint_id,
      files: added.files.map((file) => project.paths.relative(file)),
      next: callOf('get_model', { model: added.alias }, 'shows what it takes.'),
    };
  },
});

interface Fetched {
  openapi: string | undefined;
  /** Why fal could not be asked, which the snapshot may make up for. */
  failed: FalVideoError | undefined;
}

/** fal itself, where it can be asked; else the snapshot speaks. What is no endpoint id is not asked. */
async function fetched(endpointId: string, context: ToolContext): Promise<Fetched> {
  if (!isEndpointId(endpointId)) return { openapi: undefined, failed: undefined };
  try {
    return { openapi: await context.fetchOpenApi?.(endpointId), failed: undefined };
  } catch (error) {
    if (error instanceof FalVideoError) return { openapi: undefined, failed: error };
    throw error;
  }
}

/** Where the snapshot has no schema either, that fal could not be asked is what is wrong. */
const orAskAgain = (failed: FalVideoError | undefined) => (error: unknown) => {
  if (failed === undefined || !(error instanceof FalVideoError) || error.code !== 'NO_SCHEMA') throw error;
  const { fault, code, message, next, temporary, status } = failed;
  throw new FalVideoError(fault, {
    code,
    message: `${error.message} ${message}`,
    next: [next?.text, error.next?.text].filter(Boolean).join(' Or: '),
    temporary,
    status,
    cause: failed,
  });
};

async function readStored(from: string, { root, config }: Project): Promise<string> {
  const { path, bytes } = await inputFile(from, root, config.input_roots);
  if (bytes > MOST_OPENAPI_BYTES) {
    throw inputError({
      code: 'FILE_TOO_LARGE',
      message: `The file has ${bytes} bytes; an OpenAPI file of fal has at most ${MOST_OPENAPI_BYTES}. Nothing was written.`,
      next: 'Name the OpenAPI file of one endpoint.',
    });
  }
  return await readText(path).catch(badText);
}

function badText(cause: unknown): never {
  if (!(cause instanceof NoText)) throw cause;
  throw inputError({
    code: 'BAD_OPENAPI',
    message: `The OpenAPI file cannot be used: ${cause.message}. Nothing was written.`,
    next: 'Save it anew, or leave from out: the schema is then fetched.',
    cause,
  });
}
