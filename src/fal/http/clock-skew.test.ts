import { describe, expect, it } from 'vitest';
import { falOn } from '../../../test/support/fal-on.ts';
import { ScriptedServer } from '../../../test/support/scripted-server.ts';
import { systemClock } from '../../util/clock.ts';
import { openClockSkew, skewOf } from './clock-skew.ts';

const NOW = new Date('2026-11-20T12:00:00.500Z');

describe('the difference between the clocks', () => {
  it.each([
    ['Fri, 20 Nov 2026 12:00:00 GMT', 0],
    ['Fri, 20 Nov 2026 12:40:00 GMT', 40 * 60_000],
    ['Fri, 20 Nov 2026 11:57:00 GMT', -3 * 60_000],
    ['yesterday', null],
    ['', null],
  ])('is told by the date %j of an answer: %j ms', (date, ms) => {
    expect(skewOf({ date }, NOW)).toBe(ms);
  });

  it('is not told by an answer without a date, nor by one that a cache kept', () => {
    expect(skewOf({}, NOW)).toBeNull();
    expect(skewOf({ date: 'Fri, 20 Nov 2026 11:00:00 GMT', age: '3600' }, NOW)).toBeNull();
  });

  it('is the one that was told last', () => {
    const skew = openClockSkew({ ...systemClock, now: () => NOW });
    expect(skew.ms()).toBeNull();
    skew.note({ date: 'Fri, 20 Nov 2026 12:40:00 GMT' });
    skew.note({});
    expect(skew.ms()).toBe(40 * 60_000);
    skew.note({ date: 'Fri, 20 Nov 2026 12:00:00 GMT' });
    expect(skew.ms()).toBe(0);
  });

  it.each(['a read', 'a submit', 'a submit whose answer breaks off'])('is learned by %s', async (call) => {
    const server = await ScriptedServer.start();
    const fal = falOn(server.origin, { clock: { ...systemClock, now: () => NOW } });
    const headers = { date: 'Fri, 20 Nov 2026 12:01:00 GMT' };
    server.on('GET /fal-ai/veo3/requests/r/status', { headers, body: { status: 'COMPLETED' } });
    const broken = call.endsWith('off') ? ({ destroy: 'mid-answer' } as const) : {};
    server.on('POST /fal-ai/veo3', { headers, body: { request_id: 'r' }, ...broken });
    if (call === 'a read') await fal.status(fal.handleFor('fal-ai/veo3', 'r'));
    else await fal.submit('fal-ai/veo3', {}, {});
    expect(fal.clockSkew()).toBe(60_000);
    await fal.close();
    await server.close();
  });
});
