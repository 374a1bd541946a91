import { civilDateIn } from '../../domain/kernel/calendar.ts';
import { applyProjection } from '../runner/apply-projection.ts';
import { addSteps, NO_CURRENCY, type Step } from './steps.ts';

/** An account counts from the day on which it was opened until the day before it was closed. */
export const accountFigures = applyProjection({
  name: 'account_figures of accounts',
  on: {
    account: {
      AccountOpened: 'applied',
      AccountDetailsChanged: 'ignored',
      AccountContactChanged: 'ignored',
      AccountPaymentTermsChanged: 'ignored',
      AccountCreditLimitChanged: 'ignored',
      AccountCreditHoldChanged: 'ignored',
      AccountStatusChanged: 'ignored',
      AccountClosed: 'applied',
    },
  },
  apply: (events, tx) =>
    addSteps(
      events.map(({ stream, event, metadata }): Step => {
        const place = { tenant_id: stream.tenantId, account_id: stream.id, currency: NO_CURRENCY, steps: 1 } as const;
        return event.type === 'AccountOpened'
          ? { ...place, day: civilDateIn('UTC', metadata.recordedAt), accounts: 1 }
          : { ...place, day: event.data.closedOn, accounts: -1 };
      }),
      tx,
    ),
});
