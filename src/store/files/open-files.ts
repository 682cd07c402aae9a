import { type Clock } from '../../util/clock.ts';
import type { Bell } from '../bell.ts';
import type { Ports } from '../ports.ts';
import { type FileStoreOptions, openFileStore } from './file-store.ts';
import { folderBlobs } from './folder-blobs.ts';
import { lockClaims } from './lock-claims.ts';

/** All four ports over the files of one project: any number of processes, one machine. */
export function openFiles(options: Omit<FileStoreOptions, 'claims' | 'onRecorded'>): Ports {
  const claims = lockClaims(options.paths);
  const { bell, ring } = ownBell(options.clock);
  return { store: openFileStore({ ...options, claims, onRecorded: ring }), claims, blobs: folderBlobs, bell };
}

/** What this process records is heard at once; what others do, by looking again. */
function ownBell(clock: Clock): { bell: Bell; ring: () => void } {
  const listeners = new Set<() => void>();
  return {
    ring: () => {
      for (const listener of listeners) listener();
    },
    bell: {
      async heard(ms, signal) {
        const waiting = new AbortController();
        const rung = () => waiting.abort();
        listeners.add(rung);
        try {
          const both = AbortSignal.any([waiting.signal, ...(signal === undefined ? [] : [signal])]);
          await clock.sleep(ms, both).catch(() => signal?.throwIfAborted());
        } finally {
          listeners.delete(rung);
        }
      },
    },
  };
}
