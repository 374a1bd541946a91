import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { withCorrelation } from '../platform/correlation.ts';
import type { RouteDefinition, SuccessStatus } from './define-route.ts';
import { awaitMinPosition, minPositionOf } from './min-position.ts';
import { parseInput } from './request-input.ts';

/** Hands the definitions to Fastify: parse the input, wait for min-position, run the handler, check the answer. */
export function registerRoutes(app: FastifyInstance, routes: readonly RouteDefinition[]): void {
  for (const route of routes) {
    app.route({
      method: route.method,
      url: route.url,
      config: { permission: route.permission },
      preValidation: (request, _reply, done) => {
        request.input = parseInput(route, request);
        done();
      },
      handler: (request, reply) =>
        withCorrelation(request.id, async () => {
          const position = route.method === 'GET' && route.groups.length > 0 ? minPositionOf(request) : undefined;
          if (position !== undefined) {
            await awaitMinPosition(route.groups, position, request);
          }
          return answer(route, request, reply);
        }),
    });
  }
}

async function answer(route: RouteDefinition, request: FastifyRequest, reply: FastifyReply) {
  if (request.input === null) {
    throw new Error('The input is parsed before the handler runs');
  }
  reply.code(defaultStatus(route));
  const body = await route.handle(request.input, request, reply);
  if (route.contentType !== undefined) {
    reply.type(route.contentType);
    return body;
  }
  if (request.server.deps.config.checkAnswers) {
    checkAnswer(route, reply.statusCode, body);
  }
  return reply.statusCode === 204 ? reply.send() : body;
}

function defaultStatus(route: RouteDefinition): number {
  return Number(Object.keys(route.response)[0]);
}

/** In tests: an answer that its own schema does not describe is a bug of the route, found where it is made. */
function checkAnswer(route: RouteDefinition, status: number, body: unknown): void {
  const schema = route.response[status as SuccessStatus];
  if (schema === undefined) {
    throw new Error(`${route.method} ${route.url} answered ${status}, which it does not declare`);
  }
  const result = schema.safeParse(body);
  if (!result.success) {
    throw new Error(`${route.method} ${route.url} answered what its schema does not describe: ${result.error.message}`);
  }
}
