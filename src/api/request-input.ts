import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { RouteDefinition, RouteInput } from './define-route.ts';
import { parseListQuery } from './list-query.ts';
import { type FieldErrors, noteIssues, validationFailed } from './validation-errors.ts';

/** Query keys that every route with projection groups takes besides its own. */
const MIN_POSITION = 'min-position';

/**
 * Parses params, query and body of one request and refuses with all findings of all parts at once. (Fastify's own
 * validation stops at the first part, so a form would learn about its mistakes in instalments.)
 */
export function parseInput(route: RouteDefinition, request: FastifyRequest): RouteInput {
  const fields: FieldErrors = {};
  const params = parsePart(route.params, request.params, fields, 'path');
  const raw = queryWithoutMinPosition(route, request);
  const list = route.list === undefined ? undefined : parseListQuery(route.list, raw, fields, tenantOf(request));
  const query = route.list === undefined ? parsePart(route.query, raw, fields, 'query') : {};
  const body = parseBody(route, request.body, fields);
  if (Object.keys(fields).length > 0) {
    throw validationFailed(fields);
  }
  return { params, query, body, list };
}

function parsePart(schema: z.ZodType, value: unknown, fields: FieldErrors, whole: string): unknown {
  // A copy, since Fastify's params and query have no prototype, which strict objects do not take for plain.
  const result = schema.safeParse({ ...(value as Record<string, unknown>) });
  if (!result.success) {
    noteIssues(fields, result.error.issues, whole);
  }
  return result.data;
}

function parseBody(route: RouteDefinition, body: unknown, fields: FieldErrors): unknown {
  if (route.body === undefined) {
    noteUnwanted(body, fields);
    return undefined;
  }
  const result = route.body.safeParse(body ?? undefined);
  if (!result.success) {
    noteIssues(fields, result.error.issues, 'body');
  }
  return result.data;
}

/** A route without body takes none, or an empty object, which many clients send anyway. */
function noteUnwanted(body: unknown, fields: FieldErrors): void {
  if (body === undefined || body === null) {
    return;
  }
  const keys = typeof body === 'object' && !Array.isArray(body) ? Object.keys(body) : ['body'];
  noteIssues(fields, [{ code: 'unrecognized_keys', keys, path: [], message: '', input: body as never }], 'body');
}

function queryWithoutMinPosition(route: RouteDefinition, request: FastifyRequest): Record<string, unknown> {
  const raw = { ...(request.query as Record<string, unknown>) };
  if (route.method === 'GET' && route.groups.length > 0) {
    delete raw[MIN_POSITION];
  }
  return raw;
}

function tenantOf(request: FastifyRequest): string {
  return request.identity?.tenantId ?? 'public';
}
