import type { RouteDefinition } from './define-route.ts';
import { getConfig } from './routes/config.ts';
import { listErrorCodes } from './routes/errors.ts';
import { getLiveness, getReadiness } from './routes/health.ts';
import { getMetrics } from './routes/metrics.ts';

/** Every endpoint. A new one is one file below routes/ and one line here. */
export const ROUTES: readonly RouteDefinition[] = [getConfig, listErrorCodes, getLiveness, getReadiness, getMetrics];
