import { buildApp } from '../api/app.ts';
import { createBillingUseCases } from '../application/billing/use-cases.ts';
import { createContractUseCases } from '../application/contracts/use-cases.ts';
import { newBusinessTest } from '../application/credit/new-business.ts';
import { createCreditUseCases } from '../application/credit/use-cases.ts';
import { derivedId } from '../application/derived-ids.ts';
import { DEFAULT_TENANT_ID, provisionDefaults } from '../application/directory/provision-defaults.ts';
import { createDirectoryUseCases } from '../application/directory/use-cases.ts';
import { createInvoiceUseCases } from '../application/invoices/use-cases.ts';
import { createOrderUseCases } from '../application/orders/use-cases.ts';
import { createPaymentUseCases } from '../application/payments/use-cases.ts';
import { createPricingUseCases } from '../application/pricing/use-cases.ts';
import { reportReady } from '../embedded/child-channel.ts';
import { createIdentityUseCases } from '../identity/manage/use-cases.ts';
import { refuseSuperuser } from '../platform/database-checks.ts';
import { createIdempotency } from '../platform/idempotency.ts';
import { createMetrics, watchInMetrics } from '../platform/metrics.ts';
import { createPool, withTenant } from '../platform/pools.ts';
import { createDirectoryFinders } from '../projections/directory/finders.ts';
import { PROJECTION_GROUPS } from '../projections/groups.ts';
import { openApplication } from './application.ts';
import { openIdentity } from './identity.ts';
import { lagBehindLog } from './lag.ts';
import { preparedDatabase, type RoleContext } from './runtime.ts';

const STATEMENT_MS_MAX = 10_000;
const PROJECTION_LAG_MS_MAX = 30_000;
/** Facts of the tenant and seller that a fresh system begins with; they are changed by commands. */
const FIRST_SELLER = { tenantName: 'Default', sellerName: 'Default seller', timeZone: 'Europe/Berlin', country: 'DE' };

/** Serves the HTTP API. Any number of processes. */
export async function runApi(context: RoleContext): Promise<void> {
  const { config, log, clock, shutdown, build } = context;
  const url = await preparedDatabase(context);
  const pool = createPool({ url, role: 'api', max: config.databasePoolMax, statementTimeoutMs: STATEMENT_MS_MAX });
  shutdown.register('pool', () => pool.end(), 5_000);
  await refuseSuperuser(pool);
  const { billing, payments, subjectKeys, progress, queue, head } = await openApplication(context, url, 'api');
  const { eventStore } = billing;
  await provisionDefaults({ eventStore }, { ...FIRST_SELLER, currency: config.defaultCurrency }, bySystem(clock.now()));
  const groups = PROJECTION_GROUPS.map((group) => group.name);
  const lag = lagBehindLog({ groups, progress, head, now: Date.now });
  const metrics = createMetrics('api');
  watchInMetrics(metrics, { lag, counts: queue.counts });
  const app = await buildApp({
    config: {
      host: config.http.host,
      authMode: config.authMode,
      defaultTenantId: DEFAULT_TENANT_ID,
      defaultCurrency: config.defaultCurrency,
      supportedCurrencies: config.supportedCurrencies,
      corsOrigins: config.http.corsOrigins,
      trustProxy: config.http.trustProxy,
      projectionLagMsMax: PROJECTION_LAG_MS_MAX,
      checkAnswers: config.environment === 'test',
      build,
    },
    logger: log,
    clock,
    pool,
    progress: { waitFor: progress.waitFor, lag },
    idempotency: createIdempotency({ pool, clock }),
    metrics,
    readiness: new Map([
      ['postgres', async () => void (await pool.query('select 1'))],
      [
        'eventStore',
        async () =>
          void (await eventStore.last({ category: 'tenant', tenantId: DEFAULT_TENANT_ID, id: DEFAULT_TENANT_ID })),
      ],
      ['queue', async () => void (await queue.counts())],
    ]),
    queueStats: queue,
    ...openIdentity(context, pool),
    useCases: {
      directory: createDirectoryUseCases({
        eventStore,
        clock,
        vault: subjectKeys,
        finders: createDirectoryFinders(
          (tenantId, work) => withTenant(pool, tenantId, work, { access: 'read' }),
          progress,
        ),
      }),
      credit: createCreditUseCases({ eventStore, clock, vault: subjectKeys, finders: billing.finders }),
      contracts: createContractUseCases({
        eventStore,
        clock,
        newBusiness: newBusinessTest({ eventStore, finders: billing.finders }),
      }),
      pricing: createPricingUseCases({ eventStore, clock }),
      orders: createOrderUseCases({ eventStore, clock }),
      billing: createBillingUseCases(billing),
      payments: createPaymentUseCases(payments),
      invoices: createInvoiceUseCases(billing),
      identity: createIdentityUseCases(eventStore),
    },
  });
  shutdown.register('http', () => app.close(), 15_000);
  const address = await app.listen({ host: config.http.host, port: config.http.port });
  if (config.authMode === 'none') {
    log.warn({ url: address }, 'AUTH_MODE=none: everybody on this machine may do everything');
  }
  log.info({ url: address, documentation: `${address}/api/docs` }, 'The API listens');
  reportReady({ url: address, port: Number(new URL(address).port) });
}

/** What the program does by itself, once for all its processes. */
function bySystem(recordedAt: string) {
  const commandId = derivedId('provision', 'defaults');
  return {
    tenantId: DEFAULT_TENANT_ID,
    actor: { kind: 'system', id: 'start' } as const,
    commandId,
    correlationId: commandId,
    causationId: commandId,
    recordedAt,
  };
}
