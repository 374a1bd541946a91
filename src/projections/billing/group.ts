import { accountFigures } from '../rollups/account-figures.ts';
import { accountMemberships } from '../rollups/account-memberships.ts';
import { contractFigures } from '../rollups/contract-figures.ts';
import { documentFigures } from '../rollups/document-figures.ts';
import type { ProjectionGroup } from '../runner/projection.ts';
import { accountInvoicing } from './account-invoicing.ts';
import { billedTenants } from './billed-tenants.ts';
import { billingRuns } from './billing-runs.ts';
import { billingSchedules } from './billing-schedules.ts';
import { charges } from './charges.ts';
import { claims } from './claims.ts';
import { contracts } from './contracts/contracts.ts';
import { creditLines } from './credit-lines.ts';
import { endedEpochs, openCreditUses } from './credit-uses.ts';
import { credits } from './credits.ts';
import { emptyDocuments } from './empty-documents.ts';
import { followUps } from './follow-ups.ts';
import { inOrder } from './in-order.ts';
import { invoiceItems } from './invoice-items.ts';
import { invoiceSummaries } from './invoice-summaries.ts';
import { invoices } from './invoices.ts';
import { numberRegister } from './number-register.ts';
import { orderDraws } from './orders/order-draws.ts';
import { orderSteps } from './orders/order-steps.ts';
import { purchaseOrders } from './orders/purchase-orders.ts';
import { paymentAllocations } from './payment-allocations.ts';
import { paymentRefunds } from './payment-refunds.ts';
import { payments } from './payments.ts';
import { runChunks } from './run-chunks.ts';
import { runExceptions } from './run-exceptions.ts';

/** What is sold, what was charged for it, on which documents, by which runs; and what that comes to by account and day. */
export const billingGroup: ProjectionGroup = {
  name: 'billing',
  version: 16,
  tables: [
    new URL('./contracts/tables.sql', import.meta.url),
    new URL('./tables.sql', import.meta.url),
    new URL('./schedules.sql', import.meta.url),
    new URL('./credit.sql', import.meta.url),
    new URL('./payments.sql', import.meta.url),
    new URL('./orders/tables.sql', import.meta.url),
    new URL('./tenants.sql', import.meta.url),
    new URL('./search.sql', import.meta.url),
    new URL('../rollups/tables.sql', import.meta.url),
  ],
  indexes: [
    new URL('./contracts/indexes.sql', import.meta.url),
    new URL('./orders/indexes.sql', import.meta.url),
    new URL('./indexes.sql', import.meta.url),
  ],
  projections: [
    inOrder('sold and billed, by account', [
      accountMemberships,
      accountFigures,
      contracts,
      contractFigures,
      invoices,
      invoiceItems,
      charges,
      credits,
      documentFigures,
    ]),
    emptyDocuments,
    creditLines,
    inOrder('credit_uses', [openCreditUses, endedEpochs]),
    invoiceSummaries,
    followUps,
    claims,
    accountInvoicing,
    purchaseOrders,
    orderSteps,
    orderDraws,
    billingRuns,
    billingSchedules,
    runChunks,
    runExceptions,
    numberRegister,
    payments,
    paymentAllocations,
    paymentRefunds,
    billedTenants,
  ],
};
