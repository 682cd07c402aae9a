import { BlockList, isIP } from 'node:net';
import { inputError } from '../errors.ts';

/**
 * A URL that fal is to read an input from. fal-video never opens it; private and local addresses are
 * refused all the same, since they can only be a mistake or an attempt to reach what fal can reach.
 */
export function inputUrl(given: string): string {
  let url: URL;
  try {
    url = new URL(given);
  } catch {
    throw refused(given, 'It is not a URL');
  }
  if (url.protocol !== 'https:') throw refused(given, 'Only https is taken');
  if (url.username !== '' || url.password !== '') throw refused(given, 'It carries a user name or password');
  const host = url.hostname.replaceAll(/^\[|\]$/g, '').toLowerCase();
  if (isPrivateHost(host)) throw refused(given, 'Its host is local or private');
  return url.href;
}

export function isPrivateHost(host: string): boolean {
  const version = isIP(host);
  if (version === 0) {
    return (
      host === 'localhost' || /\.(localhost|local|internal|home|lan|arpa)$/.test(host) || !host.includes('.')
    );
  }
  return privateAddresses.check(host, version === 4 ? 'ipv4' : 'ipv6');
}

const privateAddresses = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  privateAddresses.addSubnet(network, prefix, 'ipv4');
  // The same address written as IPv6 (::ffff:127.0.0.1) must not get through either.
  privateAddresses.addSubnet(`::ffff:${network}`, 96 + prefix, 'ipv6');
}
for (const [network, prefix] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  privateAddresses.addSubnet(network, prefix, 'ipv6');
}

function refused(given: string, what: string) {
  return inputError({
    code: 'BAD_INPUT_URL',
    message: `The input URL cannot be used: ${given.slice(0, 200)}. ${what}.`,
    next: 'Give a public https URL, or a file of the project.',
  });
}
