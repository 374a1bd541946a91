import type { ContractLineInput } from '../../../src/application/contracts/contract-lines.ts';
import type { DraftContractInput } from '../../../src/application/contracts/draft-contract.ts';
import { DEFAULT_SELLER_ID } from '../../../src/application/directory/provision-defaults.ts';
import { accountStream, productStream, sellerStream } from '../../../src/application/streams.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { ContractId } from '../../../src/domain/kernel/ids.ts';
import type { Product } from '../../../src/domain/product/state.ts';
import type { SellerEvent } from '../../../src/domain/seller/events.ts';
import { fixedClock } from '../../../src/platform/clock.ts';
import { createMemoryEventStore } from '../memory-event-store.ts';
import { accountOpened, amount, anAccountId, currency } from './accounts.ts';
import { aProductId, productAdded } from './products.ts';
import { aProvenance, TENANT } from './provenance.ts';

/** 100 seats at 10 a month, billed quarterly over 2026. */
export function aDraftInput(changes: Partial<DraftContractInput> = {}): DraftContractInput {
  return {
    contractNumber: 'C-2026-1',
    contractName: 'Platform seats',
    sellerId: DEFAULT_SELLER_ID,
    accountId: anAccountId('acme'),
    billToAccountId: null,
    purchaseOrderNumber: null,
    currency: null,
    priceBookId: null,
    startDate: civilDate('2026-01-01'),
    endDate: civilDate('2026-12-31'),
    contractValue: null,
    billingFrequency: 'quarterly',
    billingIntervalMonths: null,
    billingInAdvance: true,
    billingAnchor: null,
    trialDays: 0,
    discounts: [],
    uplift: null,
    minimumCommitment: null,
    renewalTermMonths: null,
    renewalPrice: null,
    policies: {},
    paymentTerms: null,
    paymentTermsDays: null,
    autoRenew: false,
    renewalNoticeDays: null,
    notes: null,
    metadata: {},
    lines: null,
    seatCount: 100,
    committedSeats: null,
    seatPrice: amount('10'),
    status: 'draft',
    ...changes,
  };
}

/** 5 of a product at the catalogue's price. */
export function aLineInput(changes: Partial<ContractLineInput> = {}): ContractLineInput {
  return {
    productId: null,
    description: null,
    quantity: 5,
    committedQuantity: 0,
    price: null,
    taxCategory: null,
    chargeType: null,
    startDate: null,
    endDate: null,
    setupFee: null,
    setupFeeDistinct: null,
    tierGroup: null,
    ramp: [],
    discounts: [],
    ...changes,
  };
}

export function sellerRegistered(): SellerEvent {
  return {
    type: 'SellerRegistered',
    data: {
      sellerId: DEFAULT_SELLER_ID,
      legalName: 'Seats GmbH',
      addressLines: [],
      country: 'DE',
      taxRegistration: null,
      bankAccount: null,
      baseCurrency: currency('EUR'),
      timeZone: 'Europe/Berlin',
      rounding: 'half_even',
      numberSeries: {
        invoice: { pattern: 'INV-{YYYY}-{000000}', base: 1 },
        credit_note: { pattern: 'CN-{YYYY}-{000000}', base: 1 },
      },
      taxRates: [{ category: 'standard', ratePercent: amount('19'), validFrom: civilDate('2007-01-01'), note: null }],
    },
  };
}

/** A seller in Berlin, the account Acme, and a clock; products as they are needed. */
export async function contractWorld(now = '2026-05-15T09:30:00.000Z') {
  const eventStore = createMemoryEventStore();
  const clock = fixedClock(now);
  await eventStore.append(sellerStream(TENANT, DEFAULT_SELLER_ID), -1, [sellerRegistered()], aProvenance());
  const open = async (name: string, changes = {}) => {
    const accountId = anAccountId(name);
    const opened = accountOpened({ accountId, accountName: name, ...changes });
    await eventStore.append(accountStream(TENANT, accountId), -1, [opened], aProvenance());
    return accountId;
  };
  await open('acme', { accountName: 'Acme' });
  return {
    deps: { eventStore, clock },
    eventStore,
    clock,
    open,
    async offer(name: string, changes: Partial<Product> = {}) {
      const productId = aProductId(name);
      const added = productAdded({ productId, sku: name, name, ...changes });
      await eventStore.append(productStream(TENANT, productId), -1, [added], aProvenance());
      return productId;
    },
    typesOf: (contractId: string) =>
      eventStore.typesOf({ category: 'contract', tenantId: TENANT, id: contractId as ContractId }),
  };
}

export type ContractWorld = Awaited<ReturnType<typeof contractWorld>>;
