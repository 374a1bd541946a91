import fp from 'fastify-plugin';

/** Who may do what is auditors' reading, too. */
function isAudited(permission: string): boolean {
  return permission.startsWith('audit.') || permission === 'identity.review';
}

/**
 * Whoever reads what auditors read is on record: who, which route, with which query, and what came of it. A log line, not
 * an event: a read changes nothing, and the books must not grow by being looked at.
 */
export const auditLogPlugin = fp(
  async (app) => {
    app.addHook('onResponse', (request, reply, done) => {
      const { permission } = request.routeOptions.config;
      if (permission !== undefined && isAudited(permission) && request.identity !== null) {
        const { tenantId, actor } = request.identity;
        const { method, params, query } = request;
        const route = `${method} ${request.routeOptions.url}`;
        request.log.info(
          { audit: { tenantId, actor, route, params, query, status: reply.statusCode } },
          'audit data was asked for',
        );
      }
      done();
    });
  },
  { name: 'audit-log', dependencies: ['identity'] },
);
