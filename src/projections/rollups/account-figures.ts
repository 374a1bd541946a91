import { civilDateIn } from '../../domain/kernel/calendar.ts';
import { applyProjection } from '../runner/apply-projection.ts';
import { addSteps, NO_CURRENCY, type Step } from './steps.ts';

/** An account counts from the day on which it was opened until the day before it was closed or merged. */
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
      AccountOrderPolicyChanged: 'ignored',
      AccountCreditPolicyChanged: 'ignored',
      AccountStatusChanged: 'ignored',
      AccountContactPointAdded: 'ignored',
      AccountContactPointChanged: 'ignored',
      AccountContactPointRemoved: 'ignored',
      AccountContactPointPreferred: 'ignored',
      AccountTaxRegistrationAdded: 'ignored',
      AccountTaxRegistrationRemoved: 'ignored',
      AccountClosingStarted: 'ignored',
      AccountClosingWithdrawn: 'ignored',
      AccountClosed: 'applied',
      // From then on two are counted as the one that they are.
      AccountMergedInto: 'applied',
      AccountAbsorbed: 'ignored',
      AccountInvoicingChanged: 'ignored',
    },
  },
  apply: (events, tx) =>
    addSteps(
      events.map(({ stream, event, metadata }): Step => {
        const place = { tenant_id: stream.tenantId, account_id: stream.id, currency: NO_CURRENCY, steps: 1 } as const;
        switch (event.type) {
          case 'AccountOpened':
            return { ...place, day: civilDateIn('UTC', metadata.recordedAt), accounts: 1 };
          case 'AccountMergedInto':
            return { ...place, day: event.data.mergedOn, accounts: -1 };
          default:
            return { ...place, day: event.data.closedOn, accounts: -1 };
        }
      }),
      tx,
    ),
});
