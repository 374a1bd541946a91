import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export type Metrics = ReturnType<typeof createMetrics>;

const HTTP_SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const STORE_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1];
const JOB_SECONDS = [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300];

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
    commands: new Counter({
      name: 'ledgerline_commands_total',
      help: 'Commands decided, by their outcome: accepted, or the code of the rejection.',
      labelNames: ['command', 'code'] as const,
      registers,
    }),
    projectionLagEvents: new Gauge({
      name: 'ledgerline_projection_lag_events',
      help: 'Events in the log that a projection group has not applied yet.',
      labelNames: ['group'] as const,
      registers,
    }),
    projectionLagSeconds: new Gauge({
      name: 'ledgerline_projection_lag_seconds',
      help: 'Age of the oldest event that a projection group has not applied yet, in seconds.',
      labelNames: ['group'] as const,
      registers,
    }),
    jobs: new Counter({
      name: 'ledgerline_jobs_total',
      help: 'Jobs ended, by queue and outcome (completed, failed, retried).',
      labelNames: ['queue', 'outcome'] as const,
      registers,
    }),
    jobSeconds: new Histogram({
      name: 'ledgerline_job_seconds',
      help: 'Time that a job ran, in seconds.',
      labelNames: ['queue', 'outcome'] as const,
      buckets: JOB_SECONDS,
      registers,
    }),
    eventStoreAppendSeconds: new Histogram({
      name: 'ledgerline_eventstore_append_seconds',
      help: 'Time of an append to the event store, by outcome (appended, conflict, failed), in seconds.',
      labelNames: ['outcome'] as const,
      buckets: STORE_SECONDS,
      registers,
    }),
    eventStoreReadSeconds: new Histogram({
      name: 'ledgerline_eventstore_read_seconds',
      help: 'Time of reading a stream, by outcome (found, empty, failed), in seconds.',
      labelNames: ['outcome'] as const,
      buckets: STORE_SECONDS,
      registers,
    }),
    eventStoreEventsRead: new Counter({
      name: 'ledgerline_eventstore_events_read_total',
      help: 'Events read from streams.',
      registers,
    }),
  };
}
