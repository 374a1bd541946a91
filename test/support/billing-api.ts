import type { FastifyInstance, InjectOptions } from 'fastify';
import { createBillingUseCases } from '../../src/application/billing/use-cases.ts';
import { createCreditUseCases } from '../../src/application/credit/use-cases.ts';
import { changeAccount } from '../../src/application/directory/change-account.ts';
import { createInvoiceUseCases } from '../../src/application/invoices/use-cases.ts';
import { createPaymentUseCases } from '../../src/application/payments/use-cases.ts';
import type { DirectoryFinders } from '../../src/application/ports/directory-finders.ts';
import type { QueueStats } from '../../src/application/ports/queue-stats.ts';
import { createPaymentFinders } from '../../src/projections/billing/payment-finders.ts';
import { API_CONFIG, testApp, testDependencies } from './api.ts';
import type { BillingDatabase } from './billing-database.ts';
import type { BillingWorld } from './billing-world.ts';

/** The HTTP application over a billing world, whose log is folded whenever somebody waits for it. */
export interface BillingApi {
  readonly app: FastifyInstance;
  /** Folds what has happened since. */
  catchUp(): Promise<void>;
  call(method: InjectOptions['method'], url: string, body?: object): Promise<{ status: number; body: BillingAnswer }>;
}

/** Answers are read freely: their schemas are checked where they are made. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever it looks for
export type BillingAnswer = any;

/** Accounts of these tests do not move. */
const NO_TREE = { levelsBelow: async () => 0 } as unknown as DirectoryFinders;

const IDLE: QueueStats = { counts: async () => ({ waiting: 2, active: 1, completed: 0, failed: 1, delayed: 0 }) };

export async function billingApi(world: BillingWorld, tables: BillingDatabase): Promise<BillingApi> {
  let folded = 0;
  async function catchUp(): Promise<void> {
    const log = world.store.log();
    await tables.project(log.slice(folded));
    folded = log.length;
  }
  const waitFor = async () => {
    await catchUp();
    return true;
  };
  const { useCases } = testDependencies();
  const app = await testApp({
    config: { ...API_CONFIG, defaultTenantId: world.tenantId },
    clock: world.clock,
    pool: tables.database.pool('api'),
    progress: { waitFor, lag: async () => [] },
    queueStats: IDLE,
    useCases: {
      ...useCases,
      billing: createBillingUseCases(world.deps),
      payments: createPaymentUseCases({
        eventStore: world.store,
        clock: world.clock,
        finders: createPaymentFinders(tables.database.pool('worker')),
        freeCredit: async () => undefined,
        reportFault: world.deps.reportFault,
      }),
      invoices: createInvoiceUseCases(world.deps),
      credit: createCreditUseCases(world.deps),
      directory: {
        ...useCases.directory,
        changeAccount: (input, provenance) => changeAccount({ ...world.deps, finders: NO_TREE }, input, provenance),
        readContacts: async (_tenant, sealed) => sealed.map(() => CONTACT),
      },
    },
  });
  return {
    app,
    catchUp,
    async call(method, url, payload) {
      const answer = await app.inject({ method, url, ...(payload === undefined ? {} : { payload }) });
      return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json() };
    },
  };
}

const CONTACT = {
  primaryContactEmail: null,
  billingContactName: 'Ada',
  billingContactEmail: null,
  billingContactPhone: null,
  billingAddressLine1: null,
  billingAddressLine2: null,
  billingCity: null,
  billingState: null,
  billingPostalCode: null,
};
