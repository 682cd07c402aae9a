import { execFile } from 'node:child_process';
import { readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** A place in the tree of folders where another file system begins. */
export interface Mount {
  at: string;
  type: string;
}

/** What shares the folder with other machines, in words: a file system or a program. `null`: nothing that is known. */
export async function sharedBy(path: string): Promise<string | null> {
  const real = await realOf(path);
  const mount = mountOf(real, await mounts());
  if (mount !== null && isShared(mount)) return `the ${mount.type} file system at ${mount.at}`;
  for (let folder = real; folder !== dirname(folder); folder = dirname(folder)) {
    const program = await synchronizerOf(folder);
    if (program !== null) return `${program}, which synchronises ${folder}`;
  }
  return null;
}

/** Over a network, or between a virtual machine and its host. By the beginnings of their names. */
const SHARED =
  `nfs cifs smb afpfs webdav davfs 9p virtiofs ceph lustre afs vboxsf vmhgfs prl_fs fakeowner macfuse osxfuse fuse.sshfs
  fuse.rclone fuse.s3fs fuse.gcsfuse fuse.davfs fuse.glusterfs fuse.ceph fuse.gvfsd fuse.vmhgfs fuse.grpcfuse`.split(
    /\s+/,
  );

export const isShared = ({ type }: Mount) => SHARED.some((name) => type.startsWith(name));

/** What a folder is called by those who synchronise it, and what they leave in it. */
const NAMES: [RegExp, string][] = [
  [/^Dropbox\b/, 'Dropbox'],
  [/^OneDrive\b/, 'OneDrive'],
  [/^(Google ?Drive|My Drive)$/, 'Google Drive'],
  [/^Mobile Documents$/, 'iCloud Drive'],
  [/^CloudStorage$/, 'a cloud storage'],
];
const MARKS = [
  ['.dropbox', 'Dropbox'],
  ['.stfolder', 'Syncthing'],
] as const;

async function synchronizerOf(folder: string): Promise<string | null> {
  const named = NAMES.find(([name]) => name.test(basename(folder)));
  if (named !== undefined) return named[1];
  for (const [mark, program] of MARKS) {
    // The home of whoever has Dropbox has a folder of this name, with its settings.
    const found = await stat(join(folder, mark)).catch(() => null);
    if (found !== null && !(mark === '.dropbox' && found.isDirectory())) return program;
  }
  return null;
}

/** Of those above the path the nearest; of several in one place the last covers the others. */
export const mountOf = (path: string, all: readonly Mount[]): Mount | null =>
  all.reduce<Mount | null>((nearest, mount) => {
    const isAbove = path === mount.at || path.startsWith(mount.at === '/' ? '/' : `${mount.at}/`);
    return isAbove && mount.at.length >= (nearest?.at.length ?? 0) ? mount : nearest;
  }, null);

async function mounts(): Promise<Mount[]> {
  const text = await readFile('/proc/self/mountinfo', 'utf8').catch(() => null);
  if (text !== null) return mountsOfLinux(text);
  const listed = await promisify(execFile)('mount', { timeout: 2_000 }).catch(() => ({ stdout: '' }));
  return mountsOfMac(listed.stdout);
}

/** proc_pid_mountinfo(5): the fifth field, and the first behind the dash; a space is `\040`. */
export const mountsOfLinux = (text: string): Mount[] =>
  [...text.matchAll(/^(?:\S+ ){4}(\S+) .*? - (\S+) /gm)].map(([, at = '', type = '']) => ({
    at: at.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8))),
    type,
  }));

/** mount(8): `//me@nas/share on /Volumes/share (smbfs, nodev, nosuid)` */
export const mountsOfMac = (text: string): Mount[] =>
  text.split('\n').flatMap((line) => {
    const [on, options] = [line.indexOf(' on '), line.lastIndexOf(' (')];
    if (on === -1 || options < on || !line.endsWith(')')) return [];
    const [type = ''] = line.slice(options + 2, -1).split(',');
    return [{ at: line.slice(on + 4, options), type }];
  });

/** Of what is not there yet: where it would be. */
async function realOf(path: string): Promise<string> {
  const real = await realpath(path).catch(() => null);
  if (real !== null || path === dirname(path)) return real ?? path;
  return join(await realOf(dirname(path)), basename(path));
}
