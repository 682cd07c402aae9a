// Reads the event of a label on an issue, as data: who set it, and the endpoint id in the form. Gives the id and the
// number to the next steps only where both are of the strictest form, and where the labeller may write.
import { appendFileSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** As `src/models/endpoint-id.ts`, and in lower case: what goes into a branch, a title and an argument. */
const ENDPOINT_ID = /^[a-z0-9][a-z0-9_-]*(?:\/[a-z0-9][a-z0-9_-]*(?:\.[a-z0-9_-]+)*)+$/;
const LOGIN = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})$/;
const REPOSITORY = /^[\w.-]{1,100}\/[\w.-]{1,100}$/;

/** The answer under the form's heading "Endpoint id". Throws where it is anything but one endpoint id. */
export function endpointIdOf(body) {
  if (typeof body !== 'string' || body.length > 100_000) throw new Error('The issue has no body.');
  const lines = body.split(/\r?\n/).map((line) => line.trim());
  const headings = lines.flatMap((line, index) => (line === '### Endpoint id' ? [index] : []));
  if (headings.length !== 1) throw new Error('The issue does not have one heading "Endpoint id".');
  const rest = lines.slice(headings[0] + 1);
  const end = rest.findIndex((line) => line.startsWith('#'));
  const answer = (end < 0 ? rest : rest.slice(0, end)).filter((line) => line !== '');
  const [id = ''] = answer;
  // The answer itself is not shown: it is somebody else's text in a log.
  if (answer.length !== 1 || id.length > 200 || !ENDPOINT_ID.test(id)) {
    throw new Error(
      'Under "Endpoint id" stands something else than one endpoint id in lower case, owner/app/….',
    );
  }
  return id;
}

/** What the next steps may know of the event. Throws unless it is our label on an open issue. */
export function readEvent(event) {
  const { action, label, issue, sender, repository } = event ?? {};
  if (action !== 'labeled' || label?.name !== 'add-model')
    throw new Error('This is not the label add-model.');
  if (issue?.state !== 'open' || issue.pull_request !== undefined)
    throw new Error('This is not an open issue.');
  if (!Number.isSafeInteger(issue.number) || issue.number < 1) throw new Error('The issue has no number.');
  if (!LOGIN.test(sender?.login ?? '')) throw new Error('Nobody, or no person, set the label.');
  if (!REPOSITORY.test(repository?.full_name ?? '')) throw new Error('The event names no repository.');
  return {
    endpoint_id: endpointIdOf(issue.body),
    issue_number: issue.number,
    login: sender.login,
    repository: repository.full_name,
  };
}

/** Whether GitHub's answer on a collaborator lets them write ("maintain" is told as "write"). */
export const mayWrite = (answer) => answer?.permission === 'admin' || answer?.permission === 'write';

async function main({
  GITHUB_EVENT_PATH,
  GITHUB_OUTPUT,
  GITHUB_TOKEN,
  GITHUB_API_URL = 'https://api.github.com',
}) {
  const { endpoint_id, issue_number, login, repository } = readEvent(
    JSON.parse(readFileSync(GITHUB_EVENT_PATH, 'utf8')),
  );
  const response = await fetch(`${GITHUB_API_URL}/repos/${repository}/collaborators/${login}/permission`, {
    headers: { authorization: `Bearer ${GITHUB_TOKEN}`, accept: 'application/vnd.github+json' },
  });
  if (!response.ok || !mayWrite(await response.json())) {
    throw new Error('The label was set by somebody who may not write here.');
  }
  appendFileSync(GITHUB_OUTPUT, `endpoint_id=${endpoint_id}\nissue_number=${issue_number}\n`);
  console.log(`${endpoint_id}, asked for in #${issue_number}`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await main(process.env).catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
