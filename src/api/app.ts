import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import Fastify, { type FastifyInstance, LogController } from 'fastify';
import { answerClientError } from './client-error.ts';
import type { RouteDefinition } from './define-route.ts';
import type { ApiConfig, ApiDependencies } from './dependencies.ts';
import './fastify-types.ts';
import { auditLogPlugin } from './plugins/audit-log.ts';
import { commandPlugin } from './plugins/command.ts';
import { declaredPermissionPlugin } from './plugins/declared-permission.ts';
import { docsPlugin } from './plugins/docs.ts';
import { answerBadUrl, errorsPlugin } from './plugins/errors.ts';
import { httpMetricsPlugin } from './plugins/http-metrics.ts';
import { identityPlugin, permissionPlugin } from './plugins/identity.ts';
import { jsonPlugin } from './plugins/json.ts';
import { knownPathsPlugin } from './plugins/known-paths.ts';
import { rateLimitsPlugin } from './plugins/rate-limits.ts';
import { securityPlugin } from './plugins/security.ts';
import { registerRoutes } from './register-routes.ts';
import { ROUTES } from './routes.ts';

const BODY_BYTES_MAX = 1024 * 1024;
const HEADER_BYTES_MAX = 16 * 1024;
const PARAM_LENGTH_MAX = 200;

/** Time for the headers, and for the whole request; both bound what a slow caller can hold. */
const HEADERS_MS_MAX = 15_000;
const REQUEST_MS_MAX = 30_000;
/** Longer than the idle time of usual load balancers, so that they never send into a connection that is closing. */
const KEEP_ALIVE_MS = 72_000;

/** A caller's own id for the request, when it is fit for a header and a log line. */
const SANE_REQUEST_ID = /^[\w.:-]{1,128}$/;

/** The HTTP application as a tree of plugins. It does not listen: only the entry does. */
export async function buildApp(
  deps: ApiDependencies,
  routes: readonly RouteDefinition[] = ROUTES,
): Promise<FastifyInstance> {
  const app: FastifyInstance = Fastify({
    loggerInstance: deps.logger,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: trustedProxies(deps.config),
    bodyLimit: BODY_BYTES_MAX,
    routerOptions: { maxParamLength: PARAM_LENGTH_MAX },
    requestTimeout: REQUEST_MS_MAX,
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: 'idle',
    requestIdHeader: false,
    genReqId: requestId,
    frameworkErrors: answerBadUrl,
    clientErrorHandler: (error, socket) => answerClientError(error, socket, deps.clock),
    http: { maxHeaderSize: HEADER_BYTES_MAX, headersTimeout: HEADERS_MS_MAX },
  });
  app.decorate('deps', deps);
  app.decorateRequest('input', null);
  await app.register(knownPathsPlugin);
  await app.register(errorsPlugin);
  await app.register(httpMetricsPlugin);
  await app.register(declaredPermissionPlugin);
  // Before identity, so that a 401 carries the CORS headers without which a page cannot even read it.
  await app.register(securityPlugin);
  await app.register(identityPlugin);
  await app.register(auditLogPlugin);
  await app.register(rateLimitsPlugin);
  await app.register(permissionPlugin);
  await app.register(jsonPlugin);
  await app.register(commandPlugin);
  await app.register(docsPlugin, { routes });
  registerRoutes(app, routes);
  await app.ready();
  return app;
}

/** Behind a proxy, the caller's address is what the proxy says; from anybody else that header is made up. */
function trustedProxies({ trustProxy }: ApiConfig): string[] | false {
  return trustProxy.length === 0 ? false : [...trustProxy];
}

function requestId(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && SANE_REQUEST_ID.test(given) ? given : randomUUID();
}
