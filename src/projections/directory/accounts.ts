import type { RecordedEvent } from '../../application/ports/event-store.ts';
import { type ContactPointEvent, evolveContactPoints } from '../../domain/account/contact-points.ts';
import { evolveHold, withCreditPolicy } from '../../domain/account/credit-terms.ts';
import { withOrderPolicy } from '../../domain/account/order-policy.ts';
import { evolveTaxRegistrations, type TaxRegistrationEvent } from '../../domain/account/tax-registrations.ts';
import type { AccountTreeEvent } from '../../domain/account-tree/events.ts';
import { withSetting } from '../../domain/account-tree/state.ts';
import { KEEP } from '../runner/row-definition.ts';
import { rowProjection } from '../runner/row-projection.ts';
import type { AccountRow } from './queries/rows.ts';

type Changes = Partial<Omit<AccountRow, 'tenant_id' | 'id'>>;

/** A fact of the account's own stream. */
function changed(row: AccountRow | undefined, { revision, metadata }: RecordedEvent, changes: Changes) {
  return row === undefined ? KEEP : { ...row, ...changes, revision, updated_at: metadata.recordedAt };
}

/** A fact of the tree, which leaves the account's own revision as it is. */
function ofTree(row: AccountRow | undefined, { metadata }: RecordedEvent, changes: Changes) {
  return row === undefined ? KEEP : { ...row, ...changes, updated_at: metadata.recordedAt };
}

function pointsChanged(row: AccountRow | undefined, recorded: RecordedEvent<ContactPointEvent>) {
  const points = evolveContactPoints(
    { contactPoints: row?.contact_points ?? [], primaryPoints: row?.primary_points ?? {} },
    recorded.event,
  );
  return changed(row, recorded, { contact_points: points.contactPoints, primary_points: points.primaryPoints });
}

function registrationsChanged(row: AccountRow | undefined, recorded: RecordedEvent<TaxRegistrationEvent>) {
  const tax_registrations = evolveTaxRegistrations(row?.tax_registrations ?? [], recorded.event);
  return changed(row, recorded, { tax_registrations });
}

/** One row per account, closed ones included. */
export const accounts = rowProjection<AccountRow>()({
  table: 'accounts',
  columns: {
    tenant_id: 'uuid',
    id: 'uuid',
    parent_account_id: 'uuid',
    account_name: 'text',
    account_type: 'text',
    status: 'text',
    currency: 'text',
    payment_terms: 'text',
    payment_terms_days: 'integer',
    tax_id: 'text',
    billing_country: 'text',
    tax_category: 'text',
    credit_limit: 'numeric',
    credit_hold: 'boolean',
    invoicing: 'text',
    order_policies: 'jsonb',
    hold: 'jsonb',
    credit_policies: 'jsonb',
    contact: 'jsonb',
    contact_points: 'jsonb',
    primary_points: 'jsonb',
    tax_registrations: 'jsonb',
    bill_tos: 'jsonb',
    merged_into_account_id: 'uuid',
    metadata: 'jsonb',
    revision: 'integer',
    created_at: 'timestamptz',
    updated_at: 'timestamptz',
    deleted_at: 'timestamptz',
  },
  key: ['tenant_id', 'id'],
  keyOf: ({ stream, event }) => ({
    tenant_id: stream.tenantId,
    // A tree's stream is the tenant's; its events name the account.
    id: stream.category === 'accountTree' ? (event as AccountTreeEvent).data.accountId : stream.id,
  }),
  on: {
    account: {
      AccountOpened: (_row, { event: { data }, metadata, revision }, key) => ({
        ...key,
        parent_account_id: data.parentAccountId,
        account_name: data.accountName,
        account_type: data.accountType,
        status: data.status,
        currency: data.currency,
        payment_terms: data.paymentTerms,
        payment_terms_days: data.paymentTermsDays,
        tax_id: data.taxId,
        billing_country: data.billingCountry,
        tax_category: data.taxCategory,
        credit_limit: data.creditLimit,
        credit_hold: data.creditHold,
        invoicing: 'per_account',
        order_policies: [],
        hold: null,
        credit_policies: [],
        contact: data.contact,
        contact_points: [],
        primary_points: {},
        tax_registrations: [],
        bill_tos: [],
        merged_into_account_id: null,
        metadata: data.metadata,
        revision,
        created_at: metadata.recordedAt,
        updated_at: metadata.recordedAt,
        deleted_at: null,
      }),
      AccountDetailsChanged: (row, recorded) => {
        const { data } = recorded.event;
        return changed(row, recorded, {
          ...(data.accountName === undefined ? {} : { account_name: data.accountName }),
          ...(data.accountType === undefined ? {} : { account_type: data.accountType }),
          ...(data.currency === undefined ? {} : { currency: data.currency }),
          ...(data.taxId === undefined ? {} : { tax_id: data.taxId }),
          ...(data.billingCountry === undefined ? {} : { billing_country: data.billingCountry }),
          ...(data.taxCategory === undefined ? {} : { tax_category: data.taxCategory }),
          ...(data.metadata === undefined ? {} : { metadata: data.metadata }),
        });
      },
      AccountContactChanged: (row, recorded) => changed(row, recorded, { contact: recorded.event.data.contact }),
      AccountPaymentTermsChanged: (row, recorded) =>
        changed(row, recorded, {
          payment_terms: recorded.event.data.paymentTerms,
          payment_terms_days: recorded.event.data.paymentTermsDays,
        }),
      AccountCreditLimitChanged: (row, recorded) => changed(row, recorded, { credit_limit: recorded.event.data.to }),
      AccountCreditHoldChanged: (row, recorded) =>
        changed(row, recorded, {
          credit_hold: recorded.event.data.creditHold,
          hold: evolveHold(recorded.event.data).hold,
        }),
      AccountOrderPolicyChanged: (row, recorded) =>
        changed(row, recorded, { order_policies: withOrderPolicy(row?.order_policies ?? [], recorded.event.data) }),
      AccountCreditPolicyChanged: (row, recorded) => {
        const { reason: _, ...setting } = recorded.event.data;
        return changed(row, recorded, { credit_policies: withCreditPolicy(row?.credit_policies ?? [], setting) });
      },
      AccountStatusChanged: (row, recorded) => changed(row, recorded, { status: recorded.event.data.to }),
      AccountContactPointAdded: pointsChanged,
      AccountContactPointChanged: pointsChanged,
      AccountContactPointRemoved: pointsChanged,
      AccountContactPointPreferred: pointsChanged,
      AccountTaxRegistrationAdded: registrationsChanged,
      AccountTaxRegistrationRemoved: registrationsChanged,
      // Steps on the way: nothing of the account itself has changed, but its revision.
      AccountClosingStarted: (row, recorded) => changed(row, recorded, {}),
      AccountClosingWithdrawn: (row, recorded) => changed(row, recorded, {}),
      AccountClosed: (row, recorded) =>
        changed(row, recorded, { status: 'closed', deleted_at: recorded.metadata.recordedAt }),
      // Not deleted: whoever has its id learns where it has gone.
      AccountMergedInto: (row, recorded) =>
        changed(row, recorded, { status: 'closed', merged_into_account_id: recorded.event.data.intoAccountId }),
      AccountInvoicingChanged: (row, recorded) => changed(row, recorded, { invoicing: recorded.event.data.to }),
      AccountAbsorbed: (row, recorded) => changed(row, recorded, {}),
    },
    accountTree: {
      AccountMoved: (row, recorded) => ofTree(row, recorded, { parent_account_id: recorded.event.data.toParentId }),
      AccountMerged: (row, recorded) => ofTree(row, recorded, { parent_account_id: recorded.event.data.intoAccountId }),
      BillToSet: (row, recorded) => {
        const { billTo, effectiveOn } = recorded.event.data;
        return ofTree(row, recorded, { bill_tos: withSetting(row?.bill_tos ?? [], { billTo, effectiveOn }) });
      },
      AccountShut: 'ignored',
      AccountShutWithdrawn: 'ignored',
    },
  },
});
