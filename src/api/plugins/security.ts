import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { refusal } from '../refusal.ts';
import { isLoopback } from './identity.ts';

const URL_LENGTH_MAX = 8_192;
const WRITES = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** Who may call from a browser, what browsers may do with our answers, and how long an address may be. */
export const securityPlugin = fp(
  async (app) => {
    const { config } = app.deps;

    app.addHook('onRequest', async (request, reply) => {
      reply.header('X-Request-Id', request.id).header('Cache-Control', 'no-store');
      if (request.url.length > URL_LENGTH_MAX) {
        throw refusal(
          'URI_TOO_LONG',
          `The address has ${request.url.length} characters; ${URL_LENGTH_MAX} is the limit.`,
        );
      }
      if (config.authMode === 'none') {
        refuseForeignHost(request);
      }
      refuseForeignOrigin(request, config.corsOrigins);
    });

    await app.register(cors, {
      origin: [...config.corsOrigins],
      credentials: true,
      methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
      allowedHeaders: [
        'Content-Type',
        'Authorization',
        'Idempotency-Key',
        'If-Match',
        'X-Request-Id',
        'X-Min-Position',
      ],
      exposedHeaders: ['ETag', 'Location', 'Retry-After', 'X-Position', 'X-Projected', 'X-Request-Id'],
      maxAge: 600,
      strictPreflight: false,
    });

    // Answers are data: no page of ours needs anything, except the documentation, which sets its own policy.
    await app.register(helmet, {
      contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
      frameguard: { action: 'deny' },
    });
  },
  { name: 'security' },
);

/**
 * Without authentication, being able to connect is the permission; a web page must not get it by giving its own name our
 * address (DNS rebinding), so the name that was called must be a local one.
 */
function refuseForeignHost(request: FastifyRequest): void {
  if (!isLoopback(request.hostname)) {
    throw refusal('WRONG_HOST', 'Without authentication this server answers only to localhost.');
  }
}

/** A write without a body needs no preflight, so a browser sends it for any page; the Origin header tells which. */
function refuseForeignOrigin(request: FastifyRequest, allowed: readonly string[]): void {
  const { origin } = request.headers;
  if (!WRITES.has(request.method) || origin === undefined || allowed.includes(origin)) {
    return;
  }
  if (origin !== `${request.protocol}://${request.host}`) {
    throw refusal('ORIGIN_NOT_ALLOWED', `Pages of ${origin.slice(0, 200)} may not write here.`);
  }
}
