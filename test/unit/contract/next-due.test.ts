import { describe, expect, test } from 'vitest';
import { nextDueOn } from '../../../src/domain/contract/next-due.ts';
import { active, adjustTo, cancelAfter, having, line, raise, release } from '../../support/contracts.ts';

describe('the next day on which something may be due', () => {
  test('in advance the start of the first period, in arrears its last day', () => {
    expect(nextDueOn(active())).toBe('2026-01-01');
    expect(nextDueOn(active({ billingInAdvance: false }))).toBe('2026-03-31');
  });

  test('after a claim the start of the period behind it', () => {
    expect(nextDueOn(having(active(), raise(1, '2026-02-10')))).toBe('2026-04-01');
  });

  test('nothing any more when all is charged', () => {
    expect(nextDueOn(having(active(), raise(1, '2026-12-31')))).toBeNull();
  });

  test('a period that was left out stays due', () => {
    expect(nextDueOn(having(active(), raise(1, '2026-04-01', '2026-04-01')))).toBe('2026-01-01');
  });

  test('after an amendment the start of the first charged period that it touches', () => {
    const charged = having(active(), raise(1, '2026-07-01'));
    expect(nextDueOn(having(charged, adjustTo(110, '2026-05-15')))).toBe('2026-04-01');
    expect(nextDueOn(having(charged, adjustTo(110, '2026-05-15'), raise(2, '2026-07-01')))).toBe('2026-10-01');
  });

  test('an amendment ahead of what is charged changes nothing', () => {
    expect(nextDueOn(having(active(), raise(1, '2026-01-01'), adjustTo(110, '2026-08-01')))).toBe('2026-04-01');
  });

  test('after a release the periods of the claim', () => {
    const charged = having(active(), raise(1, '2026-01-01'), raise(2, '2026-04-01'));
    expect(nextDueOn(having(charged, release(1)))).toBe('2026-01-01');
    expect(nextDueOn(having(charged, release(2)))).toBe('2026-04-01');
  });

  test('cancelled: the period in which the service ends, then nothing', () => {
    const cancelled = having(active(), raise(1, '2026-07-01'), cancelAfter('2026-05-31'));
    expect(nextDueOn(cancelled)).toBe('2026-04-01');
    expect(nextDueOn(having(cancelled, raise(2, '2026-07-01')))).toBeNull();
  });

  test('periods without units are passed over', () => {
    const empty = active({}, [line({ quantity: 0 })]);
    expect(nextDueOn(empty)).toBeNull();
    expect(nextDueOn(having(empty, adjustTo(5, '2026-08-01')))).toBe('2026-07-01');
  });
});
