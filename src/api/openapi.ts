import type { z } from 'zod';
import type { RouteDefinition } from './define-route.ts';
import { zProblem } from './envelope.ts';
import { listParameters } from './list-parameters.ts';
import { Components, type JsonSchema } from './openapi-components.ts';

const STATUS_TEXTS: Readonly<Record<string, string>> = {
  200: 'Done',
  201: 'Made',
  202: 'Accepted; the work goes on',
  204: 'Done; nothing to say',
};

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly description?: string;
  readonly schema: JsonSchema;
}

/** The whole contract as OpenAPI 3.1, from the definitions that also parse and answer. */
export function openApiDocument(routes: readonly RouteDefinition[], build: string) {
  const components = new Components();
  const problem = components.schemaOf(zProblem, 'output');
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const path = route.url.replace(/:([A-Za-z]+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route, components, problem) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Ledgerline',
      version: build,
      description: 'Event-sourced billing ledger. Error codes: GET /api/errors.',
    },
    servers: [{ url: '/' }],
    tags: [...new Set(routes.flatMap(({ tags }) => tags))].sort().map((name) => ({ name })),
    paths,
    components: {
      schemas: components.schemas,
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
    },
  };
}

function operation(route: RouteDefinition, components: Components, problem: JsonSchema) {
  const body = route.body === undefined ? undefined : components.schemaOf(route.body, 'input');
  return {
    operationId: operationId(route),
    summary: route.summary,
    ...(route.description === undefined ? {} : { description: route.description }),
    tags: route.tags,
    'x-permission': route.permission,
    security: route.permission === 'public' ? [] : [{ bearer: [] }],
    parameters: parametersOf(route, components),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: !route.body?.safeParse(undefined).success,
            content: { 'application/json': { schema: body } },
          },
        }),
    responses: { ...responsesOf(route, components), default: problemResponse(problem) },
  };
}

/** `GET /api/accounts/:id` → `getApiAccountsById`, stable and unique. */
function operationId({ method, url }: RouteDefinition): string {
  const words = url.split(/[/-]/).filter(Boolean);
  const parts = words.map((word) => (word.startsWith(':') ? `By${capital(word.slice(1))}` : capital(word)));
  return method.toLowerCase() + parts.join('');
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function parametersOf(route: RouteDefinition, components: Components): Parameter[] {
  const queries = route.list === undefined ? fromObject(route.query, 'query', components) : listParameters(route.list);
  return [
    ...fromObject(route.params, 'path', components),
    ...queries,
    ...(route.method === 'GET' ? readParameters(route) : route.permission === 'public' ? [] : WRITE_PARAMETERS),
  ];
}

function fromObject(schema: z.ZodType, place: 'path' | 'query', components: Components): Parameter[] {
  const { properties = {}, required = [] } = components.inlineSchemaOf(schema, 'input');
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }));
}

function readParameters(route: RouteDefinition): Parameter[] {
  return route.groups.length === 0
    ? []
    : [
        {
          name: 'min-position',
          in: 'query',
          required: false,
          description: 'Answer only from rows that have seen this position of the log; else 503 with Retry-After',
          schema: { type: 'string', pattern: '^\\d{1,20}$' },
        },
      ];
}

const WRITE_PARAMETERS: readonly Parameter[] = [
  {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description: 'The same key and request again is answered, not done again; with another request it is refused (422)',
    schema: { type: 'string', maxLength: 255 },
  },
  {
    name: 'If-Match',
    in: 'header',
    required: false,
    description: 'ETag of the record that the change was decided on; refused with 412 when it has changed since',
    schema: { type: 'string' },
  },
];

function responsesOf(route: RouteDefinition, components: Components): Record<string, object> {
  return Object.fromEntries(
    Object.entries(route.response).map(([status, schema]) => [
      status,
      {
        description: STATUS_TEXTS[status] ?? 'Done',
        ...(status === '204'
          ? {}
          : {
              content: {
                [route.contentType ?? 'application/json']: { schema: components.schemaOf(schema, 'output') },
              },
            }),
      },
    ]),
  );
}

function problemResponse(schema: JsonSchema) {
  return {
    description: 'Refused or failed; `error.code` says how (GET /api/errors)',
    content: { 'application/json': { schema }, 'application/problem+json': { schema } },
  };
}
