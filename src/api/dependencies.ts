import type { FastifyBaseLogger } from 'fastify';
import type { Redis } from 'ioredis';
import type { Pool } from 'pg';
import type { BillingUseCases } from '../application/billing/use-cases.ts';
import type { ContractUseCases } from '../application/contracts/use-cases.ts';
import type { CreditUseCases } from '../application/credit/use-cases.ts';
import type { DirectoryUseCases } from '../application/directory/use-cases.ts';
import type { InvoiceUseCases } from '../application/invoices/use-cases.ts';
import type { OrderUseCases } from '../application/orders/use-cases.ts';
import type { PaymentUseCases } from '../application/payments/use-cases.ts';
import type { QueueStats } from '../application/ports/queue-stats.ts';
import type { PricingUseCases } from '../application/pricing/use-cases.ts';
import type { CurrencyCode } from '../domain/kernel/currency.ts';
import type { TenantId } from '../domain/kernel/ids.ts';
import type { Authenticate } from '../identity/authentication.ts';
import type { IdentityUseCases } from '../identity/manage/use-cases.ts';
import type { Clock } from '../platform/clock.ts';
import type { Idempotency } from '../platform/idempotency.ts';
import type { Metrics } from '../platform/metrics.ts';

/** What the HTTP application is told at start; it reads no environment variable itself. */
export interface ApiConfig {
  /** Address that the process will listen on: without authentication only a loopback one is allowed. */
  readonly host: string;
  readonly authMode: 'none' | 'required';
  /** Tenant of everybody while `authMode` is none. */
  readonly defaultTenantId: TenantId;
  readonly defaultCurrency: CurrencyCode;
  readonly supportedCurrencies: readonly CurrencyCode[];
  /** Origins whose pages may call us with credentials, such as `http://localhost:5173`. */
  readonly corsOrigins: readonly string[];
  /** Addresses and networks of proxies whose word on where a request comes from is taken; none unless configured. */
  readonly trustProxy: readonly string[];
  /** Readiness fails when a projection group is further behind. */
  readonly projectionLagMsMax: number;
  /** Answers are checked against their schemas; on in tests, off in production, where it would cost and help nobody. */
  readonly checkAnswers: boolean;
  readonly build: string;
}

export interface GroupLag {
  readonly group: string;
  readonly status: 'running' | 'halted' | 'rebuilding';
  /** How far behind the newest event it is; 0 when it is not. */
  readonly lagMillis: number;
}

/** How far the projections have come. */
export interface Progress {
  /** True as soon as all `groups` have applied `position`; false when `timeoutMs` have passed before. */
  waitFor(groups: readonly string[], position: bigint, timeoutMs: number): Promise<boolean>;
  lag(): Promise<readonly GroupLag[]>;
}

/** Throws with a sentence for an operator when what it looks at is down. */
export type ReadinessCheck = () => Promise<void>;

/** What the write routes call. */
export interface UseCases {
  readonly directory: DirectoryUseCases;
  readonly credit: CreditUseCases;
  readonly contracts: ContractUseCases;
  readonly pricing: PricingUseCases;
  readonly orders: OrderUseCases;
  readonly billing: BillingUseCases;
  readonly payments: PaymentUseCases;
  readonly invoices: InvoiceUseCases;
  readonly identity: IdentityUseCases;
}

/** Requests per minute. */
export interface RateLimits {
  /** Of one key or person. */
  readonly perKey: number;
  readonly perTenant: number;
  /** Wrong credentials from one address. */
  readonly failures: number;
  /** Where several processes count together; left out, each counts for itself. */
  readonly redis?: Redis | undefined;
}

/** Everything that the HTTP application needs from outside; src/main.ts wires it, tests hand in doubles. */
export interface ApiDependencies {
  readonly config: ApiConfig;
  readonly logger: FastifyBaseLogger;
  readonly clock: Clock;
  /** Connections of the database role `api`: row-level security shows them one tenant at a time. */
  readonly pool: Pool;
  readonly progress: Progress;
  readonly idempotency: Idempotency;
  readonly metrics: Metrics;
  readonly readiness: ReadonlyMap<string, ReadinessCheck>;
  /** Left out in a process without a queue. */
  readonly queueStats?: QueueStats | undefined;
  /** Needed unless `authMode` is none. */
  readonly authenticate?: Authenticate | undefined;
  /** Left out: nobody is limited. */
  readonly rateLimits?: RateLimits | undefined;
  readonly useCases: UseCases;
}
