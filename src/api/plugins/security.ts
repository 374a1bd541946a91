import cors from '@fastify/cors';
import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { refusal } from '../refusal.ts';
import { isLoopback } from './identity.ts';

const URL_LENGTH_MAX = 8_192;
/**
 * Answers are data: no page of ours needs anything, except the documentation, which sets its own policy. These are what
 * helmet sends, as constants: worked out anew for every request they took more time than parsing it.
 */
const BROWSER_RULES = {
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'DENY',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
  'cache-control': 'no-store',
} as const;

const WRITES = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** Who may call from a browser, what browsers may do with our answers, and how long an address may be. */
export const securityPlugin = fp(
  async (app) => {
    const { config } = app.deps;

    app.addHook('onRequest', (request, reply, done) => {
      reply.headers(BROWSER_RULES).header('x-request-id', request.id);
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
      done();
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
