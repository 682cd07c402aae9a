/**
 * Sets keys of a table in a text of TOML, by lines: a table that is not there is added at the end, which is always
 * right; in one that is there, only the lines of these keys change. Throws a SyntaxError where a line cannot be
 * told, such as a list over several lines. Strings, numbers and lists of strings are written alike in TOML and JSON.
 */
export function putTable(text: string, section: string, name: string, keys: Record<string, unknown>): string {
  if (
    new RegExp(`^\\ufeff?${BLANK}${section}${BLANK}(?:=|\\.${BLANK}"?${name}"?${BLANK}[.=])`, 'm').test(text)
  ) {
    throw new SyntaxError(`${section} stands there in another form than a table`);
  }
  const lines = text.split('\n');
  const start = lines.findIndex((line) => headerOf(section, name).test(line));
  if (start < 0) return withTable(text, section, name, keys);
  const body = lines.slice(start + 1, endOf(lines, start));
  const missing: string[] = [];
  for (const [key, value] of Object.entries(keys)) {
    const line = `${key} = ${JSON.stringify(value)}`;
    const at = body.findIndex((one) => lineOf(key).test(one));
    if (at < 0) missing.push(line);
    else if (readLine(body[at]) === undefined) throw new SyntaxError(`${key} goes over several lines`);
    else body[at] = line;
  }
  lines.splice(start + 1, endOf(lines, start) - start - 1, ...missing, ...body);
  return lines.join('\n');
}

/** The keys of a table that stand on one line each; `null` where there is no such table. */
export function readTomlTable(text: string, section: string, name: string): Record<string, unknown> | null {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => headerOf(section, name).test(line));
  if (start < 0) return null;
  const pairs = lines.slice(start + 1, endOf(lines, start)).flatMap((line) => {
    const key = /^\s*([A-Za-z0-9_-]+)\s*=/.exec(line)?.[1];
    return key === undefined ? [] : [[key, readLine(line)] as const];
  });
  return Object.fromEntries(pairs);
}

function withTable(text: string, section: string, name: string, keys: Record<string, unknown>): string {
  const before = text.trim() === '' ? '' : `${text.trimEnd()}\n\n`;
  const lines = Object.entries(keys).map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
  return `${before}[${section}.${name}]\n${lines.join('\n')}\n`;
}

/** Inside one line. */
const BLANK = '[ \\t]*';

const headerOf = (section: string, name: string) =>
  new RegExp(`^\\s*\\[\\s*"?${section}"?\\s*\\.\\s*["']?${name}["']?\\s*\\]\\s*(#.*)?$`);

const lineOf = (key: string) => new RegExp(`^\\s*"?${key}"?\\s*=`);

/** Where the next table begins, or the text ends. */
function endOf(lines: readonly string[], start: number): number {
  const next = lines.findIndex((line, index) => index > start && /^\s*\[/.test(line));
  return next < 0 ? lines.length : next;
}

/** The value of `key = value`; `undefined` where it is not whole on its line. */
function readLine(line = ''): unknown {
  const value = line.slice(line.indexOf('=') + 1).trim();
  const bare = withoutComment(value);
  for (const text of [value, bare, bare.replaceAll("'", '"')]) {
    try {
      return JSON.parse(text);
    } catch {
      // Perhaps with a comment, or in single quotes.
    }
  }
  return undefined;
}

/** A mark of a comment is one behind all quotes; in single quotes or double. */
function withoutComment(value: string): string {
  const mark = value.indexOf('#', Math.max(value.lastIndexOf('"'), value.lastIndexOf("'")) + 1);
  return mark < 0 ? value : value.slice(0, mark).trimEnd();
}
