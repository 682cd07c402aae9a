/** Who is calling. Every key works; its first letters decide what the account may do. */
export type Keyholder = 'nobody' | 'refused' | 'user' | 'locked' | 'admin';

const BY_PREFIX: readonly (readonly [string, Keyholder])[] = [
  ['bad', 'refused'],
  ['locked', 'locked'],
  ['admin', 'admin'],
];

/** Reads `Authorization: Key id:secret`; fal takes no other scheme here (fal docs, authentication). */
export function readKey(authorization: string | undefined): Keyholder {
  if (authorization === undefined) return 'nobody';
  const [, key] = /^Key\s+(\S+)$/.exec(authorization) ?? [];
  if (key === undefined) return 'refused';
  return BY_PREFIX.find(([prefix]) => key.startsWith(prefix))?.[1] ?? 'user';
}
