import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { errorLines as errorForPeople } from '../../src/cli/print.ts';
import { readJsonc } from '../../src/cli/install/jsonc.ts';
import { putMember } from '../../src/cli/install/put-member.ts';
import { putTable, readTomlTable } from '../../src/cli/install/put-table.ts';
import { paintFor } from '../../src/cli/paint.ts';
import { ALL_COMMANDS } from '../../src/cli/all-commands.ts';
import { stepDrawer } from '../../src/cli/draw-step.ts';
import { findTool } from '../../src/cli/session.ts';
import { cut, wrap } from '../../src/cli/table.ts';
import { inputError } from '../../src/errors.ts';
import { learningsDocument, withLearning } from '../../src/experiments/documents/learnings-document.ts';
import { code, fenced, inline } from '../../src/experiments/documents/markdown.ts';
import { readPlan } from '../../src/experiments/plan/read-plan-file.ts';
import { readYaml } from '../../src/experiments/plan/read-yaml.ts';
import { readVotes } from '../../src/experiments/votes/read-votes.ts';
import { fileTypeOf } from '../../src/fal/files/file-type.ts';
import { FAL_HOSTS, isApiUrl, isMediaUrl, isUploadUrl, wireHosts } from '../../src/fal/hosts.ts';
import { readAnswer } from '../../src/fal/http/answer.ts';
import { falError } from '../../src/fal/http/fal-error.ts';
import { queueStatus } from '../../src/fal/queue/status.ts';
import { resultFiles } from '../../src/jobs/run/result-files.ts';
import { readOpenApi } from '../../src/models/add-model/read-openapi.ts';
import { isEndpointId, parseEndpointId } from '../../src/util/endpoint-id.ts';
import { tidySchema } from '../../src/models/from-schema/tidy-schema.ts';
import { loadModels } from '../../src/models/index.ts';
import { parseConfig } from '../../src/project/config.ts';
import { inputUrl } from '../../src/project/input-url.ts';
import { rerunCommand } from '../../src/report/rerun-command.ts';
import { jsonInHtml } from '../../src/report/render-report.ts';
import { errorText as errorForAgents } from '../../src/server/answer/error-text.ts';
import { fit } from '../../src/server/answer/fit.ts';
import { parseInput } from '../../src/server/parse-input.ts';
import { slugify } from '../../src/util/ids.ts';
import { meantName } from '../../src/util/meant-name.ts';
import { nearest } from '../../src/util/nearest.ts';
import { redact, safeData, safeText, safeValue } from '../../src/util/safe-text.ts';
import { rememberSecret } from '../../src/util/secrets.ts';
import { sniff } from '../../src/util/sniff.ts';
import { tools } from '../../tools/index.ts';
import { TEST_KEY } from './fal-on.ts';

/**
 * Everything that looks at text from outside, over a million hostile characters each: a program of its own, since what
 * is slow there can only be ended from outside. It says which one it begins with, and fails on what is no error of ours.
 */

/** Each as a test of what reads it would be written: one text in, an answer or one of our errors out. */
const READERS: Record<string, (text: string, file: string) => unknown> = {
  safeText: (text) => safeText(text),
  'safeText, whole': (text) => safeText(text, text.length),
  safeValue: (text) => safeValue({ [text]: [text] }),
  safeData: (text) => safeData({ text }),
  redact: (text) => redact(text),
  'an error for people': (text) => errorForPeople(errorWith(text), paintFor({ isTTY: true }, {})),
  'an error for agents': (text) => errorForAgents(errorWith(text), 'spend'),
  'the next step as a command': (text) => [
    drawn(text),
    drawn({
      tool: 'generate_video',
      input: { model: text, prompt: text, references: [text], args: { [text]: text } },
      text,
    }),
  ],
  'a cell of a table': (text) => [cut(text, 80), wrap(text, 80)],
  'an answer that has to fit': (text) => fit({ text }),
  'a heading': (text) => inline(text),
  'code in Markdown': (text) => code(text),
  'a fence in Markdown': (text) => fenced(text),
  'a document of learnings': (text) => learningsDocument(PLAN, [], learnings(text)),
  'a learning': (text) => withLearning(learnings(text), { at: '2026-11-30T00:00:00Z', text, model: text }),
  'a command to run again': (text) => rerunCommand({ model: text, prompt: text, args: { text } }, true),
  'the data of a page': (text) => jsonInHtml({ text }),
  'a body of fal': (text) => answerOf(text),
  'a body of JSON': (text) => answerOf(JSON.stringify({ [text]: text })),
  'a refusal of fal': (text) => falError(answer({ detail: text }), { what: text }),
  'problems of a model': (text) =>
    falError(answer({ detail: [{ loc: [text, 0, text], msg: text, type: text, ctx: { text } }] }), {
      what: '',
    }),
  'a status': (text) => queueStatus(answer({ status: 'COMPLETED', error: text, logs: [text] }), HANDLE),
  'an unknown status': (text) => queueStatus(answer({ status: text }), HANDLE),
  'the media of a result': (text) =>
    resultFiles({ video: { url: text, content_type: text }, image_url: text, [text]: text }, RESULT),
  'the beginning of a file': (text) => [
    sniff(Buffer.from(text)),
    fileTypeOf(Buffer.from(text), { name: text, content_type: text }),
  ],
  'an input URL': (text) => [inputUrl(`https://${text}`), inputUrl(text)],
  'a URL of fal': (text) =>
    [text, `https://${text}`].map((url) =>
      [isApiUrl, isMediaUrl, isUploadUrl].map((is) => is(url, FAL_HOSTS)),
    ),
  'hosts from the environment': (text) =>
    wireHosts({ FAL_VIDEO_QUEUE_URL: text, FAL_VIDEO_MEDIA_HOSTS: text }),
  'media hosts from the environment': (text) => wireHosts({ FAL_VIDEO_MEDIA_HOSTS: text }),
  'an endpoint id': (text) => [isEndpointId(text), isEndpointId(`a/${text}`), parseEndpointId(text)],
  'a model': (text) => MODELS.get(text),
  'a search for models': (text) => MODELS.list({ text }),
  'a schema': (text) =>
    tidySchema({ properties: { [text]: { type: text, description: text, enum: [text] } } }),
  'an OpenAPI file': (text) => readOpenApi(text, 'fal-ai/a/b', '2026-11-30'),
  'a configuration': (text) => parseConfig({ [text]: text, default_model: 5 }),
  'a plan': (text) => readPlan({ task_slug: text, prompt: text, models: [text], [text]: text }),
  votes: (_, file) => readVotes(file),
  'arguments of a call': (text) =>
    parseInput(findTool(tools, 'estimate_cost'), { [text]: text, models: text }),
  'an argument of a call': (text) =>
    parseInput(findTool(tools, 'generate_video'), { model: 5, prompt: text, args: text }),
  'JSON with comments': (text) => readJsonc(text),
  'a setting in JSON with comments': (text) =>
    putMember(
      `{"mcpServers": {"a": [${JSON.stringify(text)}, 1 /*${text.replaceAll('*', '')}*/] }}`,
      'mcpServers',
      'x',
      1,
    ),
  'a setting in TOML': (text) => [
    putTable(text, 'mcp_servers', 'x', { command: 'y' }),
    readTomlTable(`[mcp_servers.x]\ncommand = ${text}`, 'mcp_servers', 'x'),
  ],
  'a slug': (text) => slugify(text, 'x'),
  'a mistyped name': (text) => [nearest(text, ['hero.png', text]), meantName(text, ['prompt', 'image'])],
};

const PIECES: Record<string, string> = {
  'openers of terminal codes': '\u001b]',
  'openers of colours': '\u001b[',
  'colours that do not end': '\u001b[1;',
  'one-byte openers': '\u009d',
  'zero widths': '\u200b',
  tags: '\u{e0041}',
  blanks: ' ',
  tabs: '\t',
  'line ends': '\n',
  'blank lines': ' \n',
  letters: 'a',
  'full stops': '.',
  dashes: '-',
  zeros: '0',
  quotes: '"',
  'escaped quotes': '\\"',
  backslashes: '\\',
  brackets: '[',
  braces: '{',
  'objects in objects': '{"a":',
  'lists in YAML': '- ',
  'maps in YAML': 'a:\n ',
  comments: '/*',
  'line comments': '//',
  hashes: ' #',
  bars: '|',
  backticks: '`a',
  'stars and underscores': '*_',
  tables: '\n| a |',
  keys: 'Key ',
  'signed URLs': '?token=a&x-amz-a',
  'data URIs': 'data:a;base64,',
  'pieces of the key': TEST_KEY.slice(0, -1),
  'the key, escaped in part': '\\u0063',
  'character references': '&#x0000',
  pages: '<!--<svg',
  'next steps': 'get_experiment {"experiment":"a"',
  'backticked commands': '`fal-video x',
  hosts: 'a.',
  'endpoint ids': 'a/',
  plugins: '[plugins."fal-video@a"]\n',
  emoji: '\u{1f469}\u200d',
  'halves of characters': '\ud83d',
};

const CHARACTERS = 1_000_000;

/** The library takes its time for each character; these are what it could take much more for. */
const YAML: Record<string, string> = {
  'a line of brackets': '['.repeat(200_000),
  'a line of braces': '{'.repeat(200_000),
  'lists in lists': '- '.repeat(100_000),
  'questions in questions': '? '.repeat(100_000),
  'maps in maps': Array.from({ length: 600 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join(''),
  'a hundred thousand names': Array.from({ length: 100_000 }, (_, index) => `k${index}: 1\n`).join(''),
  'a hundred thousand names in braces': `{${Array.from({ length: 100_000 }, (_, index) => `k${index}: 1`).join(', ')}}`,
};

const MODELS = loadModels();
const drawn = stepDrawer(ALL_COMMANDS, tools, true);
const HANDLE = { endpoint_id: 'a/b', request_id: 'r', status_url: '', response_url: '', cancel_url: '' };
const HEADERS = {
  request_id: null,
  billable_units: null,
  served_from: null,
  error_type: null,
  retryable: null,
};
const RESULT = { inputUrls: new Set<string>(), isMediaUrl: (url: string) => isMediaUrl(url, FAL_HOSTS) };
const PLAN = {
  title: 'a',
  slug: 'a',
  goal: null,
  simulated: true,
  prompts: [],
  pictures: [],
  models: [],
  warnings: [],
};

const answer = (body: unknown) => ({ http_status: 422, headers: HEADERS, body });
const answerOf = (text: string) =>
  readAnswer({ status: 200, headers: { 'x-fal-request-id': text }, bytes: Buffer.from(text) });
const errorWith = (text: string) => inputError({ code: 'X', message: text, next: text, detail: { text } });

function learnings(text: string): string {
  const fresh = learningsDocument(PLAN, [], null);
  // Between its two marks, as the words of somebody.
  return fresh.replace('<!-- fal-video: end', () => `| ${text}\n<!-- fal-video: end`);
}

async function run(): Promise<void> {
  rememberSecret(TEST_KEY);
  const folder = await mkdtemp(join(tmpdir(), 'hostile-text-'));
  const file = join(folder, 'votes.json');
  try {
    for (const [kind, piece] of Object.entries(PIECES)) {
      const text = piece.repeat(Math.ceil(CHARACTERS / piece.length));
      await writeFile(file, text);
      for (const [reader, read] of Object.entries(READERS)) {
        process.stdout.write(`${reader}: ${kind}\n`);
        await attempt(() => read(`${text}\u0001`, file));
      }
    }
    for (const [kind, text] of Object.entries(YAML)) {
      process.stdout.write(`a plan in YAML: ${kind}\n`);
      await attempt(() => readYaml(text));
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A text may be refused; that a stack or a memory gave way, or that something was not what it had to be, is a defect. */
async function attempt(work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) throw error;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await run();
