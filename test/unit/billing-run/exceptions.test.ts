import { describe, expect, it } from 'vitest';
import { type BillingRunCommand, billingRun } from '../../../src/domain/billing-run/billing-run.ts';
import type { BillingRunEvent } from '../../../src/domain/billing-run/events.ts';
import { exceptionsOf } from '../../../src/domain/billing-run/exceptions.ts';
import {
  aContract,
  cancelled,
  chunkCompleted,
  chunkPlanned,
  completed,
  exception,
  planned,
  retried,
  started,
} from '../../support/billing-run-events.ts';
import { accepted } from '../../support/decisions.ts';
import { given } from '../../support/given.ts';

const begun = [started(), chunkPlanned(1, 'a', 'b'), planned(1, 2)];
const done = [...begun, chunkCompleted(1, exception('a')), completed(1)];
const anna = { kind: 'user', id: 'anna' } as const;

function retry(...names: string[]): BillingRunCommand {
  const groups = names.map((name) => ({ groupId: name, contractIds: [aContract(name)] }));
  return { kind: 'retryExceptions', groups, acceptGuard: null };
}

function accept(name: string): BillingRunCommand {
  return { kind: 'acceptException', contractId: aContract(name), reason: 'In dispute', acceptedBy: anna };
}

const acceptance = (name: string): BillingRunEvent => ({
  type: 'ExceptionAccepted',
  data: { contractId: aContract(name), reason: 'In dispute', acceptedBy: anna },
});

function openIn(events: readonly BillingRunEvent[]) {
  const { state } = given(billingRun, events);
  return state.status === 'none' ? [] : [...exceptionsOf(state)].map(([id, { status }]) => [id, status]);
}

describe('an exception', () => {
  it('is tried again in a chunk and a group of its own, and reopens its run', () => {
    given(billingRun, done)
      .when(retry('a', 'b'))
      .thenAccepts(retried(2, 'a.2', 'a'));
    expect(given(billingRun, [...done, retried(2, 'a.2', 'a')]).state).toMatchObject({ status: 'running' });
    expect(openIn([...done, retried(2, 'a.2', 'a')])).toEqual([[aContract('a'), 'retrying']]);
  });

  it('that is tried already is left alone', () => {
    given(billingRun, [...done, retried(2, 'a.2', 'a')])
      .when(retry('a'))
      .thenIgnores();
  });

  it('is gone once it is billed, and the run is completed again', () => {
    const again = [...done, retried(2, 'a.2', 'a')];
    const result = { documents: [], nothingDue: 0, exceptions: [] };
    given(billingRun, again)
      .when({ kind: 'completeChunk', chunk: 2, result })
      .thenAccepts(chunkCompleted(2), completed(0));
    expect(openIn([...again, chunkCompleted(2), completed(0)])).toEqual([]);
  });

  it('that fails once more is open once more, under the next name', () => {
    const failed = [...done, retried(2, 'a.2', 'a'), chunkCompleted(2, exception('a')), completed(1)];
    given(billingRun, failed)
      .when(retry('a'))
      .thenAccepts(retried(3, 'a.3', 'a'));
  });

  it('is not there for a contract that was billed', () => {
    given(billingRun, done).when(retry('b')).thenRejects('BILLING_RUN_EXCEPTION_NOT_FOUND');
    given(billingRun, done).when(accept('b')).thenRejects('BILLING_RUN_EXCEPTION_NOT_FOUND');
  });

  it('of a cancelled run is tried no more', () => {
    const events = [...begun, chunkCompleted(1, exception('a')), cancelled];
    given(billingRun, events).when(retry('a')).thenRejects('BILLING_RUN_CANCELLED');
  });

  it('is accepted once, and then neither open nor tried again', () => {
    given(billingRun, done).when(accept('a')).thenAccepts(acceptance('a'));
    given(billingRun, [...done, acceptance('a')])
      .when(accept('a'))
      .thenIgnores();
    given(billingRun, [...done, acceptance('a')])
      .when(retry('a'))
      .thenRejects('BILLING_RUN_EXCEPTION_NOT_FOUND');
    expect(openIn([...done, acceptance('a')])).toEqual([[aContract('a'), 'accepted']]);
  });

  it('that is tried is accepted only when it has failed again', () => {
    given(billingRun, [...done, retried(2, 'a.2', 'a')])
      .when(accept('a'))
      .thenRejects('BILLING_RUN_EXCEPTION_RETRYING');
  });

  it('is tried with two hundred others in a chunk, and more of them in more chunks', () => {
    const names = Array.from({ length: 201 }, (_, index) => `c${index}`);
    const first = names.slice(0, 200);
    const events = [
      started(),
      chunkPlanned(1, ...first),
      chunkPlanned(2, 'c200'),
      planned(2, 201),
      chunkCompleted(1, ...first.map((name) => exception(name))),
      chunkCompleted(2, exception('c200')),
      completed(201),
    ];
    const { state } = given(billingRun, events);
    const chunks = accepted(billingRun.decide(retry(...names), state));
    const sizes = chunks.map(({ type, data }) =>
      type === 'ExceptionsRetried' ? [data.chunk, data.groups.length] : [],
    );
    expect(sizes).toEqual([
      [3, 200],
      [4, 1],
    ]);
  });
});
