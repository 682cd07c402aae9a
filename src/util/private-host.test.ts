import { describe, expect, it } from 'vitest';
import { isPrivateHost } from './private-host.ts';

const hostOf = (text: string) => new URL(`https://${text}/a.png`).hostname;

describe('a host is local or private', () => {
  it.each(
    `localhost localhost. LOCALHOST a.localhost a.localhost. intranet printer.local metadata
metadata.google.internal metadata.google.internal. router.home x.home.arpa x.lan 127.0.0.1 127.1
127.0.0.1. 2130706433 0x7f.0.0.1 0177.0.0.1 0x7f000001 017700000001 １２７.0.0.1 127。0。0。1 10.0.0.1
172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1 100.100.100.200 168.63.129.16
0.0.0.0 198.18.0.1 192.0.0.1 255.255.255.255 [::] [::1] [0:0:0:0:0:0:0:1] [::127.0.0.1] [::7f00:1]
[::8.8.8.8] [::ffff:127.0.0.1] [::ffff:10.0.0.1] [::ffff:0:127.0.0.1] [::ffff:a9fe:a9fe]
[64:ff9b::7f00:1] [64:ff9b::10.0.0.1] [64:ff9b:1::1] [64:ff9b:1:fffe:8:808:800::] [2002:7f00:1::]
[2002:a00:1::1] [2002:c0a8:101::] [fec0::1] [fe80::1] [fc00::1] [fd12::1] [ff02::1] [100::1]
[2001::1] [2001:0:4136:e378::] [2001:10::1] [2001:db8::1] [3fff::1] [5f00::1] [4000::1]`.split(/\s+/),
  )('%s', (text) => expect(isPrivateHost(hostOf(text))).toBe(true));

  it.each(
    `example.com example.com. v3.fal.media localhost.example.com internal.example.org 8.8.8.8 172.32.0.1
168.63.129.17 134744072 [2606:4700:4700::1111] [2a00:1450::1] [::ffff:8.8.8.8] [64:ff9b::8.8.8.8]
[2002:808:808::1] [2001:4860:4860::8888]`.split(/\s+/),
  )('and %s is not', (text) => expect(isPrivateHost(hostOf(text))).toBe(false));
});
