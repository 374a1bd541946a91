import { z } from 'zod';
import { defineRoute } from '../define-route.ts';

/** For Prometheus (text exposition format). Holds rates and durations only, nothing about anybody's business. */
export const getMetrics = defineRoute({
  method: 'GET',
  url: '/metrics',
  permission: 'public',
  summary: 'Metrics in the text format of Prometheus',
  tags: ['System'],
  response: { 200: z.string() },
  contentType: 'text/plain; version=0.0.4; charset=utf-8',
  handler: async ({ deps }) => deps.metrics.registry.metrics(),
});
