import swagger, { type StaticDocumentSpec } from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import fp from 'fastify-plugin';
import type { RouteDefinition } from '../define-route.ts';
import { openApiDocument } from '../openapi.ts';

/** Scripts, styles and pictures come from the package, so the page works offline; it calls this server and no other. */
const PAGE_POLICY = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'data:'],
  'connect-src': ["'self'"],
  'font-src': ["'self'", 'data:'],
  'base-uri': ["'none'"],
  'frame-ancestors': ["'none'"],
};

/** The contract (OpenAPI 3.1) at /api/openapi.json and a page to read it at /api/docs, both from the route definitions. */
export const docsPlugin = fp<{ routes: readonly RouteDefinition[] }>(
  async (app, { routes }) => {
    const document = openApiDocument(routes, app.deps.config.build);
    const text = JSON.stringify(document);
    app.get('/api/openapi.json', { config: { permission: 'public' } }, async (_request, reply) =>
      reply.type('application/json; charset=utf-8').send(text),
    );
    // The page's package insists on this one; it holds the document and changes nothing about it.
    // Its types know no static document of OpenAPI 3.1, hence the cast.
    await app.register(swagger, {
      mode: 'static',
      specification: { document: document as object as StaticDocumentSpec['document'] },
    });
    await app.register(swaggerUi, {
      routePrefix: '/api/docs',
      staticCSP: PAGE_POLICY,
      uiConfig: { url: '/api/openapi.json', docExpansion: 'none', deepLinking: true, validatorUrl: null },
    });
  },
  { name: 'docs', dependencies: ['identity'] },
);
