import type { RouteDefinition } from './define-route.ts';
import { BILLING_ROUTES } from './routes/billing-routes.ts';
import { getConfig } from './routes/config.ts';
import { CONTRACT_ROUTES } from './routes/contracts/routes.ts';
import { DIRECTORY_ROUTES } from './routes/directory-routes.ts';
import { listErrorCodes } from './routes/errors.ts';
import { getLiveness, getReadiness } from './routes/health.ts';
import { IDENTITY_ROUTES } from './routes/identity/identity-routes.ts';
import { ledgerRoutes } from './routes/ledger/ledger-routes.ts';
import { getMetrics } from './routes/metrics.ts';
import { PAYMENT_ROUTES } from './routes/payments/payment-routes.ts';
import { PRICING_ROUTES } from './routes/pricing/routes.ts';
import { ORDER_ROUTES } from './routes/purchase-orders/routes.ts';

/** Every endpoint. A new one is one file below routes/ and one line in its resource's list. */
export const ROUTES: readonly RouteDefinition[] = [
  getConfig,
  listErrorCodes,
  getLiveness,
  getReadiness,
  getMetrics,
  ...IDENTITY_ROUTES,
  ...DIRECTORY_ROUTES,
  ...PRICING_ROUTES,
  ...CONTRACT_ROUTES,
  ...ORDER_ROUTES,
  ...BILLING_ROUTES,
  ...PAYMENT_ROUTES,
  ...ledgerRoutes,
];
