import { NO_BACKING } from '../../src/application/billing/backing.ts';
import { billChunk } from '../../src/application/billing/bill-chunk.ts';
import type { BillingDeps } from '../../src/application/billing/dependencies.ts';
import { groupFactsOf } from '../../src/application/billing/group-id.ts';
import { planRun } from '../../src/application/billing/plan-run.ts';
import { createRunStates } from '../../src/application/billing/run-states.ts';
import { derivedId, newId } from '../../src/application/derived-ids.ts';
import { execute } from '../../src/application/execute.ts';
import type { Provenance, StreamId } from '../../src/application/ports/event-store.ts';
import { accountStream, contractStream, invoiceStream, sellerStream } from '../../src/application/streams.ts';
import { account } from '../../src/domain/account/account.ts';
import type { Invoicing } from '../../src/domain/account/invoicing-events.ts';
import type { AccountOpening } from '../../src/domain/account/state.ts';
import { automaticRenewalOn } from '../../src/domain/contract/automatic-renewal.ts';
import type { ContractCommand } from '../../src/domain/contract/commands.ts';
import { contract } from '../../src/domain/contract/contract.ts';
import type { BillingFrequency } from '../../src/domain/contract/events.ts';
import type { BindingContract } from '../../src/domain/contract/state.ts';
import type { ContractTerms } from '../../src/domain/contract/terms.ts';
import { invoice } from '../../src/domain/invoice/invoice.ts';
import type { FinalisedInvoice, InvoiceState } from '../../src/domain/invoice/state.ts';
import { civilDate, civilDateIn } from '../../src/domain/kernel/calendar.ts';
import { zCurrencyCode } from '../../src/domain/kernel/currency.ts';
import { zDecimalString } from '../../src/domain/kernel/decimal.ts';
import type {
  AccountId,
  BillingRunId,
  ContractId,
  InvoiceId,
  SellerId,
  TenantId,
} from '../../src/domain/kernel/ids.ts';
import { seller } from '../../src/domain/seller/seller.ts';
import type { SellerRegistration } from '../../src/domain/seller/state.ts';
import { type FixedClock, fixedClock } from '../../src/platform/clock.ts';
import { cron } from '../../src/workers/cron.ts';
import { PLAIN_LINE, PLAIN_TERMS } from './contracts.ts';
import { memoryCreditFinders } from './memory-credit-finders.ts';
import { createMemoryEventStore, type MemoryEventStore } from './memory-event-store.ts';
import {
  activeSchedules,
  followUps,
  heldDocuments,
  isInScope,
  startedDocuments,
  strandedClaims,
  summariesToIssue,
  unfinishedRuns,
} from './memory-finders.ts';

const TENANT = derivedId('tenant', 'test') as TenantId;
export const SELLER = derivedId('seller', 'test') as SellerId;

export interface ContractShape {
  readonly account?: AccountId;
  /** The buyer unless given. */
  readonly billTo?: AccountId | undefined;
  readonly seats?: number;
  readonly seatPrice?: string;
  readonly startDate?: string;
  readonly endDate?: string;
  readonly billingFrequency?: BillingFrequency;
  readonly billingIntervalMonths?: number;
  readonly currency?: string;
  readonly purchaseOrderNumber?: string | null;
  readonly billingInAdvance?: boolean;
  readonly autoRenew?: boolean;
  readonly renewalNoticeDays?: number;
  readonly renewalPrice?: ContractTerms['renewalPrice'];
  /** Lines of the same product terms; one unless more are wanted. */
  readonly lines?: number;
}

/** A whole billing engine over the event store in memory: real use cases, a queue that only remembers. */
export interface BillingWorld {
  readonly store: MemoryEventStore;
  readonly deps: BillingDeps;
  readonly clock: FixedClock;
  readonly tenantId: TenantId;
  /** Chunk jobs asked for and not yet done. */
  readonly waiting: { runId: BillingRunId; chunk: number | 'plan' }[];
  by(what?: string): Provenance;
  seller(changes?: Partial<SellerRegistration>): Promise<void>;
  account(name: string, changes?: Partial<AccountOpening>): Promise<AccountId>;
  contract(shape?: ContractShape): Promise<ContractId>;
  on(contractId: ContractId, command: ContractCommand): Promise<void>;
  contractState(contractId: ContractId): Promise<BindingContract>;
  document(invoiceId: InvoiceId): Promise<InvoiceState>;
  /** From now on documents need this behind them. */
  backedBy(backing: BillingDeps['backing']): void;
  /** All finalised documents, by number. */
  register(): FinalisedInvoice[];
  /** Does what the queue holds, in order, until nothing is left. */
  work(): Promise<void>;
}

export async function billingWorld(today = '2026-01-01'): Promise<BillingWorld> {
  const store = createMemoryEventStore();
  let backing: BillingDeps['backing'] = () => NO_BACKING;
  const clock = fixedClock(`${today}T09:00:00.000Z`);
  const waiting: { runId: BillingRunId; chunk: number | 'plan' }[] = [];
  const by = (what = newId()): Provenance => ({
    tenantId: TENANT,
    actor: { kind: 'user', id: 'tester' },
    commandId: what,
    correlationId: what,
    causationId: what,
    recordedAt: clock.now(),
  });

  const contractIds = () => [
    ...new Set(store.log().flatMap(({ stream }) => (stream.category === 'contract' ? [stream.id as ContractId] : []))),
  ];
  const contractState = async (id: ContractId): Promise<BindingContract> => {
    const { state } = await store.load(contractStream(TENANT, id), contract);
    if (state.status !== 'active' && state.status !== 'cancelled') {
      throw new Error(`contract ${id} is ${state.status}`);
    }
    return state;
  };

  const deps: BillingDeps = {
    eventStore: store,
    clock,
    vault: {
      seal: async (_tenant, subjectId, value) => ({
        subjectId,
        algorithm: 'A256GCM',
        box: Buffer.from(JSON.stringify(value)).toString('base64'),
      }),
      unseal: async (_tenant, sealed) => JSON.parse(Buffer.from(sealed.box, 'base64').toString()),
    },
    finders: {
      ...memoryCreditFinders(() => store.log()),
      caughtUpTo: async () => true,
      billableContracts: async (_tenant, { sellerId, scope }) => {
        const states = await Promise.all(contractIds().map(contractState));
        const invoicing = new Map<string, Invoicing>();
        for (const { terms } of states) {
          const { state } = await store.load(accountStream(TENANT, terms.billToAccountId), account);
          invoicing.set(terms.billToAccountId, state.status === 'none' ? 'per_account' : state.invoicing);
        }
        return states
          .filter((state) => state.sellerId === sellerId && isInScope(store.log(), scope, state))
          .map((state) => ({
            contractId: state.contractId,
            weight: 1,
            ...groupFactsOf(state),
            invoicing: invoicing.get(state.terms.billToAccountId) ?? 'per_account',
          }));
      },
      renewingTenants: async () => [TENANT],
      contractsToRenew: async (_tenant, now, after) => {
        const states = after === null ? await Promise.all(contractIds().map(contractState)) : [];
        return states.flatMap((state) => {
          const renewsOn = automaticRenewalOn(state);
          const isDue = renewsOn !== null && renewsOn <= civilDateIn('Europe/Berlin', now);
          return isDue ? [{ contractId: state.contractId, renewsOn }] : [];
        });
      },
      activeSchedules: async () => activeSchedules(store.log()),
      unfinishedRuns: async () => unfinishedRuns(store.log()),
      summariesToIssue: async () => summariesToIssue(store.log()),
      heldDocuments: async () => heldDocuments(store.log()),
      startedDocuments: async () => startedDocuments(store.log()),
      strandedClaims: async () => strandedClaims(store.log()),
      followUps: async () => followUps(store.log()),
    },
    jobs: {
      planRun: async (_tenant, runId) => {
        waiting.push({ runId, chunk: 'plan' });
      },
      billChunks: async (_tenant, runId, chunks) => {
        waiting.push(...chunks.map((chunk) => ({ runId, chunk })));
      },
    },
    backing: (tenantId, parties) => backing(tenantId, parties),
    cron,
    runs: createRunStates(store),
    reportFault: (error) => {
      throw error;
    },
  };

  const must = async (stream: StreamId, decider: typeof contract, command: ContractCommand): Promise<void> => {
    const outcome = await execute(store, decider, stream, command, by());
    if (outcome.outcome === 'rejected') {
      throw new Error(outcome.rejection.message);
    }
  };

  const world: BillingWorld = {
    store,
    deps,
    clock,
    tenantId: TENANT,
    waiting,
    by,
    contractState,

    async seller(changes = {}) {
      const registration: SellerRegistration = {
        sellerId: SELLER,
        legalName: 'Seats GmbH',
        addressLines: ['Hauptstrasse 1', '10115 Berlin'],
        country: 'DE',
        taxRegistration: 'DE123456789',
        bankAccount: null,
        baseCurrency: zCurrencyCode.parse('EUR'),
        timeZone: 'Europe/Berlin',
        rounding: 'half_up',
        numberSeries: {
          invoice: { pattern: 'INV-{YYYY}-{000000}', base: 1 },
          credit_note: { pattern: 'CN-{YYYY}-{000000}', base: 1 },
        },
        taxRates: [
          {
            category: 'standard',
            ratePercent: zDecimalString.parse('19'),
            validFrom: civilDate('2007-01-01'),
            note: null,
          },
        ],
        ...changes,
      };
      await execute(store, seller, sellerStream(TENANT, SELLER), { kind: 'register', seller: registration }, by());
    },

    async account(name, changes = {}) {
      const accountId = derivedId('account', name) as AccountId;
      const opening: AccountOpening = {
        accountId,
        accountName: name,
        accountType: 'enterprise',
        status: 'active',
        parentAccountId: null,
        currency: zCurrencyCode.parse('EUR'),
        paymentTerms: 'net_30',
        paymentTermsDays: null,
        taxId: null,
        billingCountry: 'DE',
        taxCategory: null,
        creditLimit: null,
        creditHold: false,
        contact: null,
        metadata: {},
        ...changes,
      };
      const stream = accountStream(TENANT, accountId);
      await execute(store, account, stream, { kind: 'open', account: opening }, by());
      return accountId;
    },

    async contract(shape = {}) {
      const contractId = newId() as ContractId;
      const accountId = shape.account ?? (await world.account('Acme'));
      const startDate = civilDate(shape.startDate ?? '2026-01-01');
      const terms: ContractTerms = {
        contractName: 'Platform',
        accountId,
        billToAccountId: shape.billTo ?? accountId,
        purchaseOrderNumber: shape.purchaseOrderNumber ?? null,
        currency: zCurrencyCode.parse(shape.currency ?? 'EUR'),
        startDate,
        endDate: civilDate(shape.endDate ?? '2026-12-31'),
        contractValue: null,
        billingFrequency: shape.billingFrequency ?? 'custom',
        billingIntervalMonths: shape.billingIntervalMonths ?? 3,
        billingInAdvance: shape.billingInAdvance ?? true,
        ...PLAIN_TERMS,
        renewalPrice: shape.renewalPrice ?? PLAIN_TERMS.renewalPrice,
        paymentTerms: 'net_30',
        paymentTermsDays: null,
        autoRenew: shape.autoRenew ?? false,
        renewalNoticeDays: shape.renewalNoticeDays ?? null,
        notes: null,
        metadata: {},
      };
      const lines = Array.from({ length: shape.lines ?? 1 }, (_, index) => ({
        lineId: derivedId('line', contractId, index) as BindingContract['lines'][number]['lineId'],
        productId: null,
        description: 'Platform seats',
        quantity: shape.seats ?? 10,
        committedQuantity: 0,
        price: {
          model: 'seat_based' as const,
          unitPrice: zDecimalString.parse(shape.seatPrice ?? '20'),
          intervalMonths: 1,
        },
        taxCategory: 'standard' as const,
        ...PLAIN_LINE,
      }));
      const stream = contractStream(TENANT, contractId);
      const contractNumber = `C-${contractId.slice(-6)}`;
      await must(stream, contract, {
        kind: 'draft',
        contractId,
        contractNumber,
        sellerId: SELLER,
        terms,
        lines,
      });
      await must(stream, contract, {
        kind: 'activate',
        activatedOn: startDate,
        lines,
        rounding: 'half_up',
        approvals: [],
      });
      return contractId;
    },

    on: (contractId, command) => must(contractStream(TENANT, contractId), contract, command),

    backedBy(wanted) {
      backing = wanted;
    },

    async document(invoiceId) {
      return (await store.load(invoiceStream(TENANT, invoiceId), invoice)).state;
    },

    register() {
      return store
        .log()
        .flatMap(({ event }) => (event.type === 'InvoiceFinalised' ? [event.data as FinalisedInvoice] : []))
        .sort((a, b) => (a.invoiceNumber < b.invoiceNumber ? -1 : 1));
    },

    async work() {
      for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
        if (job.chunk === 'plan') {
          await planRun(deps, job.runId, by(job.runId));
        } else {
          await billChunk(deps, job.runId, job.chunk, by(job.runId));
        }
      }
    },
  };
  await world.seller();
  return world;
}
