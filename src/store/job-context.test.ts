import { describe, expect, it } from 'vitest';
import { FAL_HOSTS } from '../fal/hosts.ts';
import type { Fal, WireHosts } from '../fal/types.ts';
import { fileUrl } from './job-context.ts';

const NOW = 'http://127.0.0.1:5002';
const SIMULATED: WireHosts = { queue: NOW, rest: NOW, api: NOW, media: ['127.0.0.1:5002'], simulated: true };
const under = (hosts: WireHosts, url: string) => fileUrl({ fal: { hosts } as Fal }, url);

describe('the address of a file', () => {
  it('that a simulator gave under another port is at the one that runs now', () => {
    const former = 'http://127.0.0.1:5001/files/0a1b_output.mp4';
    expect(under(SIMULATED, former)).toBe(`${NOW}/files/0a1b_output.mp4`);
  });

  it.each([
    `${NOW}/files/0a1b_output.mp4`,
    'https://v3.fal.media/files/output.mp4',
    'https://127.0.0.1:5001/files/output.mp4',
    'http://10.0.0.1:5001/files/output.mp4',
    'http://127.0.0.1.example.com:5001/files/output.mp4',
    'http://user@127.0.0.1:5001/files/output.mp4',
    'http://127.0.0.1:5001/latest/meta-data',
    'http://127.0.0.1:5001/files/output.mp4?to=http://example.com',
    'data:image/png;base64,[1]',
  ])('%s stays as it is', (url) => {
    expect(under(SIMULATED, url)).toBe(url);
  });

  it('that real fal named is never changed', () => {
    const url = 'http://127.0.0.1:5001/files/output.mp4';
    expect(under(FAL_HOSTS, url)).toBe(url);
  });

  it('is left where the simulator serves no files under its own address', () => {
    const url = 'http://127.0.0.1:5001/files/output.mp4';
    expect(under({ ...SIMULATED, media: ['.example.com'] }, url)).toBe(url);
  });
});
