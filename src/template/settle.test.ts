import { describe, expect, it } from 'vitest';
import { Pending, Settler } from './settle.js';

const none = new Map();

describe('settle', () => {
  it('runs the work again until every slow lookup is known, each started once', async () => {
    const settler = new Settler();
    let started = 0;
    const slow = (term: string) =>
      settler.results('pipe', [term], none, async () => {
        started++;
        return [`<${term}>`];
      });
    expect(await settler.settle(() => [...slow('a'), ...slow('b')].join(''))).toBe('<a><b>');
    expect(started).toBe(2);
  });

  it('gives equal calls results of their own', async () => {
    const settler = new Settler();
    let count = 0;
    const next = () => settler.results('pipe', ['uuidgen'], none, async () => [++count]);
    expect(await settler.settle(() => [...next(), ...next()])).toEqual([1, 2]);
  });

  it('throws the failure of a lookup inside the work, where it can be caught', async () => {
    const settler = new Settler();
    const fails = () => settler.results('url', ['x'], none, async () => Promise.reject(new Error('refused')));
    await expect(settler.settle(fails)).rejects.toThrow('refused');
    const tolerant = () => {
      try {
        return fails();
      } catch (error) {
        if (error instanceof Pending) throw error;
        return ['ignored'];
      }
    };
    expect(await settler.settle(tolerant)).toEqual(['ignored']);
  });

  it('keeps interleaved renders apart', async () => {
    const settler = new Settler();
    const render = (host: string) =>
      settler.settle(() => settler.results('pipe', ['x'], none, async () => [host]).join(''));
    expect(await Promise.all([render('h1'), render('h2')])).toEqual(['h1', 'h2']);
  });

  it('refuses a slow lookup outside of settle', () => {
    expect(() => new Settler().results('pipe', [], none, async () => [])).toThrow('has to wait');
  });
});
