import { describe, expect, it } from 'vitest';
import { openOnUse } from './open-on-use.ts';

describe('something that is opened on use', () => {
  const counted = () => {
    const told: string[] = [];
    let opened = 0;
    const one = openOnUse(
      async () => `number ${++opened}`,
      (which) => void told.push(`closed ${which}`),
    );
    return { one, told };
  };

  it('is opened once, when it is first asked for', async () => {
    const { one, told } = counted();
    expect(one.isOpen()).toBe(false);
    await one.close();
    expect(await Promise.all([one.use((which) => which), one.use((which) => which)])).toEqual([
      'number 1',
      'number 1',
    ]);
    expect([one.isOpen(), told]).toEqual([true, []]);
  });

  it('is closed behind those that use it, and opened anew by the next', async () => {
    const { one, told } = counted();
    const order: string[] = [];
    const long = one.use(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      await one.use(() => order.push('inner'));
      order.push('used');
    });
    await one.close();
    await long;
    expect([order, told]).toEqual([['inner', 'used'], ['closed number 1']]);
    expect(await one.use((which) => which)).toBe('number 2');
  });

  it('is tried again where it could not be opened', async () => {
    let tries = 0;
    const one = openOnUse(
      () => (++tries === 1 ? Promise.reject(new Error('busy')) : Promise.resolve('open')),
      () => undefined,
    );
    await expect(one.use((which) => which)).rejects.toThrow('busy');
    expect(await one.use((which) => which)).toBe('open');
  });
});
