// Loaded with --import before the program. Counts every write to the disk and every call of the wire, and
// kills its own process with SIGKILL at one of them: before it, after it, or with half of it written.
// CRASH_AT: the number of the point. CRASH_HOW: before, after, half; or full: the disk takes half of it and no more, and
// the process lives on. CRASH_COUNT: a file that gets the count.
// CRASH_LIKE: only points whose name matches are counted, where their order is another in every run.
import { writeFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import diagnostics from 'node:diagnostics_channel';
import { syncBuiltinESMExports } from 'node:module';
import type { DiagnosticsChannel } from 'undici';

type Method = (this: unknown, ...args: unknown[]) => Promise<unknown>;
/** Names the point that a call is; nothing for a call that is none. */
type NameOf = (this: unknown, args: readonly unknown[]) => string | undefined;
/** Does half of what the original does. */
type Half = (this: unknown, original: Method, args: readonly unknown[]) => Promise<unknown>;

const at = Number(process.env['CRASH_AT'] ?? 0);
const how = process.env['CRASH_HOW'] ?? 'before';
const like = new RegExp(process.env['CRASH_LIKE'] ?? '');
const root = process.env['FAL_VIDEO_ROOT'] ?? '';
const points: string[] = [];

const die = () => process.kill(process.pid, 'SIGKILL');
const reached = (name: string) => like.test(name) && points.push(name) === at;

function wrap(target: object, method: string, nameOf: NameOf, half?: Half): void {
  const original: Method = Reflect.get(target, method);
  const wrapped: Method = async function (...args) {
    const name = nameOf.call(this, args);
    if (name === undefined) return original.apply(this, args);
    const here = reached(name);
    if (here && how === 'before') die();
    if (here && how === 'half' && half !== undefined) {
      await half.call(this, original, args);
      die();
    }
    if (here && how === 'full') {
      await half?.call(this, original, args);
      throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    }
    const result = await original.apply(this, args);
    if (here && how !== 'before') die();
    return result;
  };
  Reflect.set(target, method, wrapped);
}

const halfOf = (data: unknown) => {
  const bytes = Buffer.from(data as string | Uint8Array);
  return bytes.subarray(0, Math.floor(bytes.length / 2));
};
/** Only what happens to the files of the project is a point. */
const named = (what: string, path: unknown) =>
  typeof path === 'string' && path.startsWith(root) ? `${what} ${path}` : undefined;

wrap(fs, 'rename', ([, to]) => named('rename', to));
wrap(
  fs,
  'appendFile',
  ([path]) => named('append', path),
  (original, [path, data]) => original(path, halfOf(data)),
);
wrap(fs, 'rm', ([path]) => named('remove', path));
wrap(fs, 'unlink', ([path]) => named('remove', path));

// The handles of files: their class is only to be had from one.
const probe = await fs.open(process.execPath, 'r');
const handles: object = Object.getPrototypeOf(probe);
await probe.close();
const paths = new WeakMap<object, string>();
const { open } = fs;
const openNoted: typeof open = async (path, flags, mode) => {
  const handle = await open(path, flags, mode);
  if (flags !== 'r') paths.set(handle, String(path));
  return handle;
};
Reflect.set(fs, 'open', openNoted);
const onHandle = (what: string): NameOf =>
  function () {
    return named(what, paths.get(this as object));
  };
const halfWrite: Half = function (original, [data, ...rest]) {
  return original.call(this, halfOf(data), ...rest);
};
wrap(handles, 'writeFile', onHandle('write'), halfWrite);
wrap(handles, 'write', onHandle('write'), halfWrite);
wrap(handles, 'sync', onHandle('sync'));
syncBuiltinESMExports();

// The wire: when a request is made, and when its answer is whole.
diagnostics.subscribe('undici:request:create', (message) => {
  const { request } = message as DiagnosticsChannel.RequestCreateMessage;
  if (reached(`call ${request.method} ${request.path}`) && how !== 'after') die();
});
diagnostics.subscribe('undici:request:trailers', (message) => {
  const { request } = message as DiagnosticsChannel.RequestTrailersMessage;
  if (reached(`answer ${request.method} ${request.path}`)) die();
});

process.on('exit', () => {
  if (process.env['CRASH_COUNT']) writeFileSync(process.env['CRASH_COUNT'], JSON.stringify(points));
});
