import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { jsonInHtml, renderReport } from './render-report.ts';
import type { ReportData } from './report-data.ts';

const data: ReportData = {
  version: 1,
  slug: 's',
  title: 'A </title><script>alert(1)</script>',
  made_at: '2026-11-20T10:00:00.000Z',
  simulated: true,
  stopped: null,
  prompts: [],
  pictures: [],
  cells: [],
  refused: [],
  totals: { cells: 0, collected: 0, estimated: null, billed: 0 },
  warnings: ['</script><!--\u2028'],
  measures: [],
};

it('data cannot end their element, and come back as they were', () => {
  const text = jsonInHtml(data);
  expect(text).not.toMatch(/[<>&\u2028\u2029]/);
  expect(JSON.parse(text)).toEqual(data);
});

it('code and style are allowed by their own hash, and nothing else may run or be fetched', () => {
  const html = renderReport(data);
  const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1] ?? '';
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const [, code = ''] = /<script>([^]*?)<\/script>/.exec(html) ?? [];
  const [, style = ''] = /<style>([^]*?)<\/style>/.exec(html) ?? [];
  expect(code.length).toBeGreaterThan(1000);
  expect(style.length).toBeGreaterThan(1000);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain(`script-src ${hash(code)}`);
  expect(policy).toContain(`style-src ${hash(style)}`);
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
  expect(html).toContain('<title>Simulated: A &lt;/title&gt;');
  expect(html).not.toMatch(/\bsrc="|@import|url\(/);
});
