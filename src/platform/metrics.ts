import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export type Metrics = ReturnType<typeof createMetrics>;

const HTTP_SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/**
 * The process's metrics, in a registry of their own (no global state). Labels come from closed sets only: a route is
 * its pattern (`/api/invoices/:id`), never an address, and no label holds a tenant or an id.
 */
export function createMetrics(role: string) {
  const registry = new Registry();
  registry.setDefaultLabels({ role });
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    httpRequests: new Counter({
      name: 'ledgerline_http_requests_total',
      help: 'Requests answered, by route pattern, method and status.',
      labelNames: ['route', 'method', 'status'] as const,
      registers,
    }),
    httpSeconds: new Histogram({
      name: 'ledgerline_http_request_seconds',
      help: 'Time to answer a request, in seconds.',
      labelNames: ['route', 'method', 'status'] as const,
      buckets: HTTP_SECONDS,
      registers,
    }),
  };
}

/** What is looked up when somebody asks, rather than counted as it happens. */
export interface Watched {
  lag(): Promise<readonly { readonly group: string; readonly lagMillis: number }[]>;
  counts(): Promise<object>;
}

/** Gauges of read models and queue, as fresh as each scrape. What does not answer keeps its last value. */
export function watchInMetrics({ registry }: Metrics, watched: Watched): void {
  const registers = [registry];
  new Gauge({
    name: 'ledgerline_projection_lag_seconds',
    help: 'How long a projection group has not reached what was the end of the log, in seconds.',
    labelNames: ['group'] as const,
    registers,
    async collect() {
      for (const { group, lagMillis } of await watched.lag().catch(() => [])) {
        this.set({ group }, lagMillis / 1_000);
      }
    },
  });
  new Gauge({
    name: 'ledgerline_queue_jobs',
    help: 'Jobs in the billing queue, by state.',
    labelNames: ['state'] as const,
    registers,
    async collect() {
      for (const [state, count] of Object.entries(await watched.counts().catch(() => ({})))) {
        this.set({ state }, Number(count));
      }
    },
  });
}
