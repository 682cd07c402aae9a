import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { isShared, mountOf, mountsOfLinux, mountsOfMac, sharedBy } from './shared-folder.ts';

let folder: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'shared-')));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
});

describe('a folder', () => {
  it('on a local disk is shared by nobody, be it there or not', async () => {
    expect(await sharedBy(folder)).toBeNull();
    expect(await sharedBy(join(folder, 'not', 'yet'))).toBeNull();
  });

  it.each([
    ['Dropbox', 'Dropbox'],
    ['OneDrive - Works', 'OneDrive'],
    ['Google Drive', 'Google Drive'],
    ['Library/Mobile Documents', 'iCloud Drive'],
    ['Library/CloudStorage', 'a cloud storage'],
  ])('below %s is synchronised by %s', async (name, program) => {
    const path = join(folder, name, 'films', 'project');
    await mkdir(path, { recursive: true });
    expect(await sharedBy(path)).toBe(`${program}, which synchronises ${join(folder, name)}`);
    await symlink(path, join(folder, 'project'));
    expect(await sharedBy(join(folder, 'project', 'experiments'))).toContain(program);
  });

  it('is synchronised where its program has left a mark in it, or above it', async () => {
    await mkdir(join(folder, 'films', 'project'), { recursive: true });
    await mkdir(join(folder, 'films', '.stfolder'));
    expect(await sharedBy(join(folder, 'films', 'project'))).toBe(
      `Syncthing, which synchronises ${join(folder, 'films')}`,
    );
    await mkdir(join(folder, 'box'));
    await writeFile(join(folder, 'box', '.dropbox'), '');
    expect(await sharedBy(join(folder, 'box', 'new'))).toContain('Dropbox');
  });

  it('in the home of somebody who has Dropbox is not synchronised for that', async () => {
    await mkdir(join(folder, '.dropbox'));
    await mkdir(join(folder, 'project'));
    expect(await sharedBy(join(folder, 'project'))).toBeNull();
  });
});

describe('a file system', () => {
  const linux = mountsOfLinux(
    [
      '27 1 254:0 / / rw,relatime - ext4 /dev/vda rw',
      '41 27 0:40 / /mnt/nas rw,relatime shared:62 - nfs4 nas:/films rw,vers=4.2',
      String.raw`42 27 0:41 / /mnt/my\040share rw,relatime - cifs //nas/films rw`,
      '43 41 8:1 / /mnt/nas/disk rw,relatime master:1 propagate_from:2 - xfs /dev/sda1 rw',
      '44 27 0:42 / /mnt/ssh rw - fuse.sshfs me@there:/ rw',
      '45 27 0:43 / /mnt/c rw - 9p C: rw,trans=fd',
      '46 27 0:44 / /mnt/host rw - virtiofs host rw',
      '47 27 8:2 / /mnt/usb rw - fuseblk /dev/sdb1 rw',
      '48 27 0:45 / /mnt/over rw - nfs4 nas:/over rw',
      '49 48 8:3 / /mnt/over rw - ext4 /dev/sdc1 rw',
    ].join('\n'),
  );
  it.each([
    ['/home/me/project', 'ext4', false],
    ['/mnt/nas/project', 'nfs4', true],
    ['/mnt/nas', 'nfs4', true],
    ['/mnt/nasty', 'ext4', false],
    ['/mnt/my share/project', 'cifs', true],
    ['/mnt/nas/disk/project', 'xfs', false],
    ['/mnt/ssh/project', 'fuse.sshfs', true],
    ['/mnt/c/Users/me', '9p', true],
    ['/mnt/host/project', 'virtiofs', true],
    ['/mnt/usb/project', 'fuseblk', false],
    ['/mnt/over/project', 'ext4', false],
  ])('of Linux: %s lies on %s', (path, type, shared) => {
    const mount = mountOf(path, linux);
    expect(mount?.type).toBe(type);
    expect(mount !== null && isShared(mount)).toBe(shared);
  });

  const mac = mountsOfMac(
    [
      '/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)',
      '/dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled, nobrowse, protect)',
      '//me@nas._smb._tcp.local/my%20films on /Volumes/my films (smbfs, nodev, nosuid, mounted by me)',
      'nas:/export on /Volumes/export (nfs, nodev, nosuid, mounted by me)',
      '/dev/disk5s1 on /Volumes/USB (1) (exfat, local, nodev, nosuid, noowners)',
    ].join('\n'),
  );
  it.each([
    ['/System/Volumes/Data/Users/me', 'apfs', false],
    ['/Volumes/my films/project', 'smbfs', true],
    ['/Volumes/export/project', 'nfs', true],
    ['/Volumes/USB (1)/project', 'exfat', false],
  ])('of a Mac: %s lies on %s', (path, type, shared) => {
    const mount = mountOf(path, mac);
    expect(mount?.type).toBe(type);
    expect(mount !== null && isShared(mount)).toBe(shared);
  });
});
