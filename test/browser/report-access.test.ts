import { expect, it } from 'vitest';
import { inBrowser } from '../support/browser.ts';
import { reportOf } from '../support/report-fixture.ts';
import type { OpenReport } from '../support/report-page.ts';
import { openingReports } from '../support/reports.ts';

/** The page in a real browser, from disk, for those who do not look or do not point. */

const reports = openingReports();

inBrowser('reading it without a mouse, or without eyes', () => {
  interface Node {
    role?: { value: string };
    name?: { value: string };
    ignored?: boolean;
    properties?: { name: string; value: { value: unknown } }[];
  }
  const tree = async (report: OpenReport) => {
    const session = await report.page.context().newCDPSession(report.page);
    const { nodes } = await session.send('Accessibility.getFullAXTree');
    return (nodes as Node[]).filter(({ ignored }) => ignored !== true);
  };
  const named = (nodes: Node[], role: string) =>
    nodes.filter((node) => node.role?.value === role).map(({ name }) => name?.value ?? '');

  it('everything that can be used or looked at has a role and a name', async () => {
    const report = await reports.open(reportOf(reports.folder));
    const nodes = await tree(report);
    for (const role of [
      'button',
      'link',
      'combobox',
      'slider',
      'searchbox',
      'image',
      'Video',
      'article',
      'region',
    ]) {
      const names = named(nodes, role);
      expect(names, role).not.toContain('');
    }
    expect(named(nodes, 'button').length).toBeGreaterThan(40);
    expect(named(nodes, 'slider')).toEqual(['Place in all clips']);
    expect(named(nodes, 'navigation')).toEqual(['Parts of this report']);
    expect(named(nodes, 'search')).toEqual(['Which cells, and in which order']);
    expect(named(nodes, 'main')).toHaveLength(1);
    expect(named(nodes, 'group')).toEqual(
      expect.arrayContaining(['Models', 'Prompts', 'Playing all clips together']),
    );
    expect(named(nodes, 'columnheader')).toContain('Billed');
    expect(named(nodes, 'status').length).toBeGreaterThan(0);
    const levels = nodes
      .filter(({ role }) => role?.value === 'heading')
      .map(({ properties }) => Number(properties?.find(({ name }) => name === 'level')?.value.value));
    expect(levels[0]).toBe(1);
    for (const [index, level] of levels.entries())
      expect(level - (levels[index - 1] ?? 1)).toBeLessThanOrEqual(1);
    await report.close();
  });

  it('the first Tab leads past the bar to the videos; help lists the keys; keys typed in a field stay there', async () => {
    const report = await reports.open(reportOf(reports.folder));
    const { page } = report;
    await page.keyboard.press('Tab');
    expect(await report.ask(`document.activeElement.textContent`)).toBe('To the videos');
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keys' });
    for (const words of ['Play or pause all clips', 'No difference', 'Dark or light'])
      expect(await help.textContent()).toContain(words);
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    await page.keyboard.type('g v d');
    expect(await page.getByRole('searchbox').inputValue()).toBe('g v d');
    expect(await page.locator('#voting-panel').isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Keys' }).focus();
    await page.keyboard.press('Space');
    expect(await help.isVisible()).toBe(true);
    expect(await page.getByRole('button', { name: 'Pause all', includeHidden: true }).count()).toBe(0);
    await report.close();
  });

  it.each(['light', 'dark'] as const)(
    'words stand out from what is behind them (%s)',
    async (colorScheme) => {
      const report = await reports.open(reportOf(reports.folder, { seeds: 1 }), { colorScheme });
      const contrasts = await report.ask<Record<string, number>>(`(() => {
      const probe = document.body.appendChild(document.createElement('i'));
      const light = (name) => {
        probe.style.color = 'var(' + name + ')';
        const [r, g, b] = getComputedStyle(probe).color.match(/[\\d.]+/g).map((part) => {
          const value = Number(part) / 255;
          return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const contrast = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
      const pairs = ['--text', '--quiet', '--accent', '--good', '--warn', '--bad'].flatMap((ink) =>
        ['--page', '--card', '--sunk'].map((paper) => [ink, paper]));
      pairs.push(['--on-accent', '--accent'], ['--text', '--warn-back'], ['--text', '--bad-back'], ['--warn', '--warn-back']);
      return Object.fromEntries(pairs.map(([ink, paper]) => [ink + ' on ' + paper, contrast(ink, paper)]));
    })()`);
      expect(Object.keys(contrasts).length).toBe(22);
      for (const [pair, contrast] of Object.entries(contrasts))
        expect(contrast, pair).toBeGreaterThanOrEqual(4.5);
      await report.close();
    },
  );

  it('changes between dark and light, and fits a telephone', async () => {
    const report = await reports.open(reportOf(reports.folder), {
      colorScheme: 'light',
      viewport: { width: 390, height: 800 },
      reducedMotion: 'reduce',
    });
    const paper = () => report.ask<string>(`getComputedStyle(document.body).backgroundColor`);
    const before = await paper();
    await report.page.keyboard.press('d');
    expect(await paper()).not.toBe(before);
    expect(await report.ask(`document.documentElement.scrollWidth`)).toBe(390);
    expect(await report.ask(`getComputedStyle(document.querySelector('.toast')).transitionDuration`)).toBe(
      '0s',
    );
    await report.close();
  });
});
