import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/util/package-root.ts';
import { filesBelow } from '../files-below.ts';
import { cell } from './cell.ts';

/** One place that throws. */
interface Thrown {
  code: string;
  fault: string;
  says: string;
  next: string;
}

/** The page of error codes, read from the very lines that throw them, so that it cannot fall behind. */
export function errorsPage(): string {
  const thrown = SOURCES.flatMap((path) => thrownIn(readFileSync(join(packageRoot, path), 'utf8')));
  const rows = [...new Set(thrown.map(({ code }) => code))]
    .toSorted((a, b) => (a < b ? -1 : 1))
    .flatMap((code) => typical(thrown.filter((one) => one.code === code)));
  return `${HEAD}\n\n| code | fault | says | next |\n| --- | --- | --- | --- |\n${rows.map(row).join('\n')}\n`;
}

/** Of several places that throw a code: the words that most of them share, then the shortest, which say it most generally. */
function typical(places: readonly Thrown[]): Thrown[] {
  const sharing = ({ says }: Thrown) => places.filter((other) => other.says === says).length;
  const [best, ...others] = places.toSorted(
    (a, b) =>
      Number(b.says !== '') - Number(a.says !== '') ||
      sharing(b) - sharing(a) ||
      a.says.length - b.says.length ||
      (a.says < b.says ? -1 : 1),
  );
  if (best === undefined) return [];
  return [{ ...best, next: best.next || (others.find(({ next }) => next !== '')?.next ?? '') }];
}

const HEAD = `# Errors

Made by \`scripts/build-references.ts\` from the source: change it there. \`…\` stands for a value.

Every error has a \`code\`, whose **fault** it is, what was wrong, whether the same call again is safe, and the next step.

| fault | who fixes it | the same call again |
| --- | --- | --- |
| input | the caller changes the call | safe: nothing was sent |
| configuration | the user: settings, key or folder | safe: nothing was sent |
| budget | the user raises a cap, or the task gets cheaper | safe: nothing was sent |
| account | the user at fal: key, permission, balance | safe; it fails again until that is fixed |
| model | fal's model said no; its own reason stands in \`detail\` | a changed call is a new, paid job |
| service, network | nobody: fal is busy or was not reached | safe, and may succeed; reads are tried again anyway |
| unknown-outcome | the job may be running and billed | **never**: \`get_job\` looks for it |
| record | a file of ours is damaged or held | safe after the step that is named |
| internal | a defect of ours | look at \`list_jobs\` first |`;

const row = ({ code, fault, says, next }: Thrown) =>
  `| \`${code}\` | ${fault} | ${cell(says)} | ${cell(next)} |`;

const SOURCES = [
  ...filesBelow('src', /(?<!\.test)\.ts$/).filter((path) => !/^src.(simulator|report.page)/.test(path)),
  ...filesBelow('tools', /(?<!\.test)\.ts$/),
];

/** The fault of `inputError` is `input`. */
const faultOf = (maker: string) =>
  maker === 'unknownOutcome'
    ? 'unknown-outcome'
    : /^(input|configuration|budget|account|model|service|network|record)Error$/.exec(maker)?.[1];

/** Each `…Error({ code: 'X', message, next })`, wherever it stands. */
function thrownIn(source: string): Thrown[] {
  const maker = /\b(\w+)\(\s*(?:'([\w-]+)',\s*)?\{(?:(?!\bcode:)[^{}])*\bcode: '([A-Z][A-Z_]+)'/g;
  const direct = [...source.matchAll(maker)].flatMap((found) => {
    const [all, made = '', fault = '', code = ''] = found;
    const own = faultOf(made);
    if (own === undefined && made !== 'FalVideoError') return [];
    const body = objectAt(source, found.index + all.indexOf('{'));
    return [{ code, fault: own ?? fault, says: member(body, 'message'), next: member(body, 'next') }];
  });
  return [...direct, ...throughHelpers(source)];
}

/** `refused('X', …)`: a function of the same file, or of the media, that makes the error. */
function throughHelpers(source: string): Thrown[] {
  return [...source.matchAll(/\b(refused|cannotDo|mediaError|notMade)\(\s*'([A-Z][A-Z_]+)',\s*/g)].map(
    (found) => {
      const [all, made, code = ''] = found;
      const helper =
        new RegExp(`function ${made}\\b[^]*?\\b(\\w+Error|unknownOutcome)\\(`).exec(source)?.[1] ?? '';
      return {
        code,
        fault: made === 'mediaError' ? 'internal' : (faultOf(helper) ?? 'input'),
        says: words(source.slice(found.index + all.length)),
        next: '',
      };
    },
  );
}

/** From a brace to the one that closes it. */
function objectAt(source: string, start: number): string {
  let depth = 0;
  for (let at = start; at < source.length; at++) {
    if (source[at] === '{') depth++;
    if (source[at] === '}' && --depth === 0) return source.slice(start, at);
  }
  return source.slice(start);
}

/** The words of a member, as far as they stand there. */
function member(body: string, name: string): string {
  const at = body.search(new RegExp(`\\b${name}:`));
  return at < 0 ? '' : stepWords(body.slice(at).replace(/^\w+:\s*/, ''));
}

/** Words, or `callOf('get_job', { job_id }, 'asks again.')`: the tool and what it does. */
function stepWords(text: string): string {
  const [call, tool] = /^callOf\(\s*'(\w+)',\s*/.exec(text) ?? [];
  if (call === undefined) return words(text);
  const input = objectAt(text, call.length);
  return `\`${tool}\` ${words(text.slice(call.length + input.length).replace(/^[},\s]*/, ''))}`;
}

/** Literals in a row, each value in them as `…`. */
function words(text: string): string {
  const flat = withoutValues(text);
  const literals = /^(?:(?:`(?:[^`\\]|\\.)*`|'(?:[^'\\]|\\.)*')\s*\+?\s*)+/.exec(flat)?.[0] ?? '';
  return [...literals.matchAll(/`((?:[^`\\]|\\.)*)`|'((?:[^'\\]|\\.)*)'/g)]
    .map(([, template, plain = '']) => template ?? plain)
    .join('')
    .replaceAll('\\n', ' ')
    .replaceAll(/\\(.)/g, '$1')
    .replaceAll(/…(?=[.…])…*/g, '…')
    .replace(/^…\.?$/, '');
}

function withoutValues(text: string): string {
  const at = text.indexOf('${');
  if (at < 0) return text;
  const value = objectAt(text, at + 1);
  return `${text.slice(0, at)}…${withoutValues(text.slice(at + 2 + value.length))}`;
}
