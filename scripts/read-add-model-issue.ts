// Reads the event of a label on an issue, as data: who set it, and the endpoint id in the form. Gives the id and the
// number to the next steps only where both are of the strictest form, and where the labeller may write. The workflow's
// Node runs it as it stands, before anything is installed: it needs no package.
import { appendFileSync, readFileSync } from 'node:fs';
import { isEndpointId } from '../src/util/endpoint-id.ts';

/** As much of the event as is read. Somebody else wrote it. */
interface LabelEvent {
  action?: unknown;
  label?: { name?: unknown };
  issue?: { number?: unknown; state?: unknown; body?: unknown; pull_request?: unknown };
  sender?: { login?: unknown };
  repository?: { full_name?: unknown };
}

const LOGIN = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})$/;
const REPOSITORY = /^[\w.-]{1,100}\/[\w.-]{1,100}$/;

/** The answer under the form's heading "Endpoint id". Throws where it is anything but one endpoint id. */
function endpointIdOf(body: unknown): string {
  if (typeof body !== 'string' || body.length > 100_000) throw new Error('The issue has no body.');
  const lines = body.split(/\r?\n/).map((line) => line.trim());
  const [heading, ...others] = lines.flatMap((line, index) => (line === '### Endpoint id' ? [index] : []));
  if (heading === undefined || others.length > 0)
    throw new Error('The issue does not have one heading "Endpoint id".');
  const rest = lines.slice(heading + 1);
  const end = rest.findIndex((line) => line.startsWith('#'));
  const answer = (end < 0 ? rest : rest.slice(0, end)).filter((line) => line !== '');
  const [id = ''] = answer;
  // The answer itself is not shown: it is somebody else's text in a log.
  if (answer.length !== 1 || id !== id.toLowerCase() || !isEndpointId(id)) {
    throw new Error(
      'Under "Endpoint id" stands something else than one endpoint id in lower case, owner/app/….',
    );
  }
  return id;
}

/** What the next steps may know of the event. Throws unless it is our label on an open issue. */
function readEvent({ action, label, issue, sender, repository }: LabelEvent) {
  if (action !== 'labeled' || label?.name !== 'add-model')
    throw new Error('This is not the label add-model.');
  if (issue?.state !== 'open' || issue.pull_request !== undefined)
    throw new Error('This is not an open issue.');
  const { number } = issue;
  const [login, name] = [sender?.login, repository?.full_name];
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 1)
    throw new Error('The issue has no number.');
  if (typeof login !== 'string' || !LOGIN.test(login))
    throw new Error('Nobody, or no person, set the label.');
  if (typeof name !== 'string' || !REPOSITORY.test(name)) throw new Error('The event names no repository.');
  return { endpoint_id: endpointIdOf(issue.body), issue_number: number, login, repository: name };
}

/** Whether GitHub's answer on a collaborator lets them write ("maintain" is told as "write"). */
const mayWrite = ({ permission }: { permission?: unknown }) =>
  permission === 'admin' || permission === 'write';

try {
  const {
    GITHUB_EVENT_PATH = '',
    GITHUB_OUTPUT = '',
    GITHUB_TOKEN,
    GITHUB_API_URL = 'https://api.github.com',
  } = process.env;
  const event = JSON.parse(readFileSync(GITHUB_EVENT_PATH, 'utf8')) as LabelEvent;
  const { endpoint_id, issue_number, login, repository } = readEvent(event);
  const response = await fetch(`${GITHUB_API_URL}/repos/${repository}/collaborators/${login}/permission`, {
    headers: { authorization: `Bearer ${GITHUB_TOKEN}`, accept: 'application/vnd.github+json' },
  });
  if (!response.ok || !mayWrite((await response.json()) as { permission?: unknown })) {
    throw new Error('The label was set by somebody who may not write here.');
  }
  appendFileSync(GITHUB_OUTPUT, `endpoint_id=${endpoint_id}\nissue_number=${issue_number}\n`);
  console.log(`${endpoint_id}, asked for in #${issue_number}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
