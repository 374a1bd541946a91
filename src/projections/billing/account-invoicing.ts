import { rowProjection } from '../runner/row-projection.ts';
import type { AccountInvoicingRow } from './queries/rows.ts';

/** How accounts want the documents that are billed to them grouped, where that is not one for each buyer. */
export const accountInvoicing = rowProjection<AccountInvoicingRow>()({
  table: 'account_invoicing',
  columns: { tenant_id: 'uuid', account_id: 'uuid', invoicing: 'text' },
  key: ['tenant_id', 'account_id'],
  keyOf: ({ stream }) => ({ tenant_id: stream.tenantId, account_id: stream.id }),
  on: {
    account: {
      AccountOpened: 'ignored',
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
      AccountInvoicingChanged: (_row, { event: { data } }, key) => ({ ...key, invoicing: data.to }),
      AccountClosingStarted: 'ignored',
      AccountClosingWithdrawn: 'ignored',
      AccountClosed: 'ignored',
      AccountMergedInto: 'ignored',
      AccountAbsorbed: 'ignored',
    },
  },
});
