import fp from 'fastify-plugin';

/** Counts and times every request by route pattern: never by path, whose ids would make one series each. */
export const httpMetricsPlugin = fp(
  async (app) => {
    const { httpRequests, httpSeconds } = app.deps.metrics;
    app.addHook('onResponse', (request, reply, done) => {
      const route = request.is404 ? 'none' : (request.routeOptions.url ?? 'none');
      const labels = { route, method: request.method, status: String(reply.statusCode) };
      httpRequests.inc(labels);
      httpSeconds.observe(labels, reply.elapsedTime / 1_000);
      done();
    });
  },
  { name: 'http-metrics' },
);
