import { describe, expect, it } from 'vitest';
import { type BillingRunCommand, billingRun } from '../../../src/domain/billing-run/billing-run.ts';
import {
  aContract,
  cancelled,
  chunkCompleted,
  chunkPlanned,
  completed,
  paused,
  planned,
  resumed,
  started,
} from '../../support/billing-run-events.ts';
import { given } from '../../support/given.ts';

const running = [started(), chunkPlanned(1, 'a'), chunkPlanned(2, 'b'), planned(2)];
const done = [...running, chunkCompleted(1), chunkCompleted(2), completed()];
const wait = { kind: 'pause', reason: 'Wait' } as const;
const goOn = { kind: 'resume', reason: null } as const;
const stop = { kind: 'cancel', reason: 'Wrong month' } as const;

describe('a run', () => {
  it('is paused while it is planned or running, once', () => {
    given(billingRun, [started()]).when(wait).thenAccepts(paused);
    given(billingRun, running).when(wait).thenAccepts(paused);
    given(billingRun, [...running, paused])
      .when(wait)
      .thenIgnores();
  });

  it('is paused no more once it has ended', () => {
    given(billingRun, done).when(wait).thenRejects('BILLING_RUN_COMPLETED');
    given(billingRun, [...running, cancelled])
      .when(wait)
      .thenRejects('BILLING_RUN_CANCELLED');
    given(billingRun, []).when(wait).thenRejects('BILLING_RUN_NOT_FOUND');
  });

  it('is resumed where it was', () => {
    given(billingRun, [...running, paused])
      .when(goOn)
      .thenAccepts(resumed);
    given(billingRun, running).when(goOn).thenIgnores();
    given(billingRun, done).when(goOn).thenRejects('BILLING_RUN_COMPLETED');
    given(billingRun, [...running, cancelled])
      .when(goOn)
      .thenRejects('BILLING_RUN_CANCELLED');
    expect(given(billingRun, [started(), paused, resumed]).state).toMatchObject({ status: 'planning' });
    expect(given(billingRun, [...running, paused, resumed]).state).toMatchObject({ status: 'running' });
  });

  it('is cancelled whatever it does, unless it has ended', () => {
    for (const events of [[started()], running, [...running, paused]]) {
      given(billingRun, events).when(stop).thenAccepts(cancelled);
    }
    given(billingRun, [...running, cancelled])
      .when(stop)
      .thenIgnores();
    given(billingRun, done).when(stop).thenRejects('BILLING_RUN_COMPLETED');
  });

  it('is planned no further while it is paused', () => {
    const more: BillingRunCommand = { kind: 'planChunks', chunks: [[{ groupId: 'c', contractIds: [aContract('c')] }]] };
    given(billingRun, [started(), paused]).when(more).thenIgnores();
    given(billingRun, [started(), paused]).when({ kind: 'completePlan' }).thenIgnores();
  });

  it('takes what a chunk came to also while it is paused or cancelled; cancelled, it is never completed', () => {
    const result = { documents: [], nothingDue: 0, exceptions: [] };
    const last = { kind: 'completeChunk', chunk: 2, result } as const;
    given(billingRun, [...running, chunkCompleted(1), paused])
      .when(last)
      .thenAccepts(chunkCompleted(2), completed());
    given(billingRun, [...running, chunkCompleted(1), cancelled])
      .when(last)
      .thenAccepts(chunkCompleted(2));
  });

  it('is not completed by its chunks before it is planned', () => {
    const result = { documents: [], nothingDue: 0, exceptions: [] };
    given(billingRun, [started(), chunkPlanned(1, 'a')])
      .when({ kind: 'completeChunk', chunk: 1, result })
      .thenAccepts(chunkCompleted(1));
  });
});
