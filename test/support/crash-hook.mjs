// Loaded with --import before the program. Counts every write to the disk and every call of the wire, and
// kills its own process with SIGKILL at one of them: before it, after it, or with half of it written.
// CRASH_AT: the number of the point. CRASH_HOW: before, after, half; or full: the disk takes half of it and no more, and
// the process lives on. CRASH_COUNT: a file that gets the count.
// CRASH_LIKE: only points whose name matches are counted, where their order is another in every run.
import { writeFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import diagnostics from 'node:diagnostics_channel';
import { syncBuiltinESMExports } from 'node:module';

const at = Number(process.env['CRASH_AT'] ?? 0);
const how = process.env['CRASH_HOW'] ?? 'before';
const like = new RegExp(process.env['CRASH_LIKE'] ?? '');
const inProject = (path) => String(path).startsWith(process.env['FAL_VIDEO_ROOT']);
const points = [];

const die = () => process.kill(process.pid, 'SIGKILL');
const reached = (name) => like.test(name) && points.push(name) === at;

function wrap(target, method, name, half) {
  const original = target[method];
  target[method] = async function (...args) {
    if (!name.call(this, args)) return original.apply(this, args);
    const here = reached(name.call(this, args));
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
}

const halfOf = (data) => Buffer.from(data).subarray(0, Math.floor(Buffer.byteLength(data) / 2));
wrap(fs, 'rename', ([, to]) => inProject(to) && `rename ${to}`);
wrap(
  fs,
  'appendFile',
  ([path]) => inProject(path) && `append ${path}`,
  (original, [path, data]) => original(path, halfOf(data)),
);
wrap(fs, 'rm', ([path]) => inProject(path) && `remove ${path}`);
wrap(fs, 'unlink', ([path]) => inProject(path) && `remove ${path}`);

// The handles of files: their class is only to be had from one.
const probe = await fs.open(process.execPath, 'r');
const handles = Object.getPrototypeOf(probe);
await probe.close();
const paths = new WeakMap();
const open = fs.open;
fs.open = async (path, ...rest) => {
  const handle = await open(path, ...rest);
  if (inProject(path) && rest[0] !== 'r') paths.set(handle, path);
  return handle;
};
const written = function () {
  return paths.has(this) && `write ${paths.get(this)}`;
};
const halfWrite = function (original, [data, ...rest]) {
  return original.call(this, halfOf(data), ...rest);
};
wrap(handles, 'writeFile', written, halfWrite);
wrap(handles, 'write', written, halfWrite);
wrap(handles, 'sync', function () {
  return paths.has(this) && `sync ${paths.get(this)}`;
});
syncBuiltinESMExports();

// The wire: when a request is made, and when its answer is whole.
diagnostics.subscribe('undici:request:create', ({ request }) => {
  if (reached(`call ${request.method} ${request.path}`) && how !== 'after') die();
});
diagnostics.subscribe('undici:request:trailers', ({ request }) => {
  if (reached(`answer ${request.method} ${request.path}`)) die();
});

process.on('exit', () => {
  if (process.env['CRASH_COUNT']) writeFileSync(process.env['CRASH_COUNT'], JSON.stringify(points));
});
