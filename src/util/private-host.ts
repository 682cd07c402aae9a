import { BlockList, isIP } from 'node:net';

/**
 * Whether a host, as `URL` spells it, is local, private or nobody's: by its name, or by an address that is not open to
 * the world, also where one is wrapped into another. What a public name resolves to is not looked up.
 */
export function isPrivateHost(given: string): boolean {
  const host = given
    .toLowerCase()
    .replaceAll(/[[\]]/g, '')
    // The root of all names may be written out: `localhost.` is localhost.
    .replace(/\.{1,9}$/, '');
  switch (isIP(host)) {
    case 0:
      return LOCAL_NAME.test(host) || !host.includes('.');
    case 4:
      return closed.check(host, 'ipv4');
    default:
      return closed.check(host, 'ipv6') || !open.check(host, 'ipv6');
  }
}

/** Names that are used in one house, one company or one cloud only (RFC 6761, 6762, 8375, 9476; metadata services). */
const LOCAL_NAME =
  /(?:^|\.)(?:localhost|localdomain|local|internal|intranet|corp|private|home|lan|arpa|alt|test|invalid|onion)$/;

/** IPv4 that is not global (IANA, special-purpose registry), and the metadata service of Azure. */
const CLOSED_V4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['168.63.129.16', 32],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const;

const closed = new BlockList();
const open = new BlockList();

for (const [network, bits] of CLOSED_V4) {
  closed.addSubnet(network, bits, 'ipv4');
  // The same inside IPv6: mapped, translated (NAT64), and carried (6to4).
  closed.addSubnet(`::ffff:${network}`, 96 + bits, 'ipv6');
  closed.addSubnet(`64:ff9b::${network}`, 96 + bits, 'ipv6');
  closed.addSubnet(`2002:${inHex(network)}::`, 16 + bits, 'ipv6');
}
// Of all other IPv6, what is routed to everybody is open, and nothing else: no ::1, no ::127.0.0.1, no fec0::1.
for (const network of ['::ffff:0:0', '64:ff9b::']) open.addSubnet(network, 96, 'ipv6');
open.addSubnet('2000::', 3, 'ipv6');
for (const [network, bits] of [
  // For protocols, Teredo among them; for documentation.
  ['2001::', 23],
  ['2001:db8::', 32],
  ['3fff::', 20],
] as const) {
  closed.addSubnet(network, bits, 'ipv6');
}

function inHex(address: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
  return [a * 256 + b, c * 256 + d].map((word) => word.toString(16)).join(':');
}
