import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { type McpServer, ResourceNotFoundError, ResourceTemplate } from '@modelcontextprotocol/server';
import { inputError } from '../../errors.ts';
import { MEASURE_DEFINITIONS } from '../../media/measure/definitions.ts';
import { reportDataOf } from '../../report/report-data-of.ts';
import { fileOf } from '../../store/outputs.ts';
import { sniff } from '../../util/sniff.ts';
import type { Shown, ToolContext } from '../define-tool.ts';
import { type Opening, opened, SCHEME } from './resources.ts';
import { showOutputs } from '../jobs/show-outputs.ts';

/** What the pages of `apps.ts` read through their host. Found by the names of the records, never by a path. */
export function registerAppFiles(server: McpServer, opening: Opening): void {
  const serve = (name: string, uri: string, description: string, read: Reading) =>
    server.registerResource(
      name,
      new ResourceTemplate(`${SCHEME}${uri}`, { list: undefined }),
      { title: name, description },
      async ({ href }, variables) => {
        const part = (key: string) => decodeURIComponent(String(variables[key]));
        const content = await opened(opening, (context) => read(context, part));
        if (content === null) throw new ResourceNotFoundError(href);
        return { contents: [{ uri: href, ...content }] };
      },
    );
  serve('job-file', 'jobs/{job}/files/{file}', `${FOR_PAGES} a file of a job.`, jobFile);
  serve('start-picture', 'experiments/{name}/pictures/{id}', `${FOR_PAGES} a start picture.`, startPicture);
  serve('report-data', 'experiments/{name}/report', `${FOR_PAGES} all that report.html shows.`, report);
}

const FOR_PAGES = 'For pages beside an answer, too long for a model:';

type Content = { mimeType: string } & ({ text: string } | { blob: string });
type Reading = (context: ToolContext, part: (key: string) => string) => Promise<Content | null>;

/** What fal made, or the picture that was made of it. */
async function jobFile(context: ToolContext, part: (key: string) => string): Promise<Content | null> {
  const { jobs } = context;
  const job = (await jobs.list({ ids: [part('job')] }))[0];
  if (job === undefined) return null;
  const named = ({ path }: Pick<Shown, 'path'>) => basename(path) === part('file');
  const output = job.outputs.find(named);
  if (output !== undefined) return await fileContent(await fileOf(context, output), output.content_type);
  const picture = (await showOutputs(context, job)).pictures.find(named);
  return picture === undefined ? null : await fileContent(picture.path, picture.content_type);
}

async function startPicture(
  { experiments, project }: ToolContext,
  part: (key: string) => string,
): Promise<Content | null> {
  const { plan } = await experiments.progress(part('name'));
  const picture = plan.pictures.find(({ id }) => id === part('id'));
  if (picture === undefined || picture.sha256 === null) return null;
  const path = project.paths.absolute(picture.source);
  const format = sniff(await readFile(path))?.format ?? 'octet-stream';
  return await fileContent(path, `image/${format}`);
}

async function report({ experiments, clock }: ToolContext, part: (key: string) => string): Promise<Content> {
  const state = await experiments.state(part('name'));
  const text = JSON.stringify(reportDataOf(state, clock.now(), MEASURE_DEFINITIONS));
  return { mimeType: 'application/json', text };
}

/** It travels as one message: of a longer file the page says where it lies. */
const MOST_BYTES = 32_000_000;

async function fileContent(path: string, mimeType: string): Promise<Content> {
  const { size } = await stat(path);
  if (size > MOST_BYTES) {
    throw inputError({
      code: 'FILE_TOO_LARGE',
      message: `It has ${Math.round(size / 1e6)} MB; ${MOST_BYTES / 1e6} MB can be shown in a chat.`,
      next: `Open ${path}.`,
    });
  }
  return { mimeType, blob: (await readFile(path)).toString('base64') };
}
