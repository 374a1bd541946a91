import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Identity } from '../identity/identity.ts';
import type { Permission } from '../identity/permissions.ts';
import { askTenant } from '../platform/ask-together.ts';
import type { Ask } from '../platform/prepared-read.ts';
import type { ApiDependencies } from './dependencies.ts';
import type { ListDeclaration } from './list-fields.ts';
import type { ListQuery } from './list-query.ts';
import type { CommandContext } from './plugins/command.ts';
import { type TenantReader, tenantReader } from './tenant-read.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export type SuccessStatus = 200 | 201 | 202 | 204;

/** Success status → schema of the whole answer; the first one is the default. 204 has `z.undefined()`. */
export type Responses = { readonly [Status in SuccessStatus]?: z.ZodType };

type AnswerOf<R extends Responses> = {
  [Status in keyof R]: R[Status] extends z.ZodType ? z.input<R[Status]> : never;
}[keyof R];

/** Everything that a handler gets: parsed and typed values, who asks, and what the application was built with. */
interface HandlerContext<Params, Query, Body, List> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** Filters, sort and page of a list route. */
  readonly list: List;
  readonly deps: ApiDependencies;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** Who asks. Throws on a public route: nobody was asked there. */
  identity(): Identity;
  /** Provenance of a write. Throws on a route that reads. */
  command(): CommandContext;
  /** Runs queries in one read-only transaction that sees the caller's tenant only. */
  readonly read: TenantReader;
  /** Runs one prepared statement likewise, in one round trip: for queries that are asked for thousands of times a second. */
  readonly ask: Ask;
}

/**
 * One endpoint. Params, query and body are strict objects: what they do not name is refused with 400. A route that
 * lists declares `list` instead of `query`.
 */
export interface RouteSpec<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  List extends ListDeclaration | undefined,
  R extends Responses,
> {
  readonly method: Method;
  /** With `:name` for params, from the root: `/api/accounts/:id`. */
  readonly url: `/${string}`;
  readonly permission: Permission | 'public';
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  readonly list?: List;
  /** Projection groups that a query reads (it waits for min-position there) or that show what a command changed. */
  readonly groups?: readonly string[];
  readonly response: R;
  /** Another type than JSON; the handler then returns text. */
  readonly contentType?: string;
  readonly handler: (
    context: HandlerContext<
      z.output<Params>,
      z.output<Query>,
      z.output<Body>,
      List extends ListDeclaration ? ListQuery : undefined
    >,
  ) => Promise<AnswerOf<R>>;
}

/** A definition as the machinery sees it: schemas and a handler that takes whatever those schemas let through. */
export interface RouteDefinition {
  readonly method: Method;
  readonly url: `/${string}`;
  readonly permission: Permission | 'public';
  readonly summary: string;
  readonly description: string | undefined;
  readonly tags: readonly string[];
  readonly params: z.ZodType;
  readonly query: z.ZodType;
  readonly body: z.ZodType | undefined;
  readonly list: ListDeclaration | undefined;
  readonly groups: readonly string[];
  readonly response: Responses;
  readonly contentType: string | undefined;
  readonly handle: (input: RouteInput, request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;
}

/** The parsed parts of a request. */
export interface RouteInput {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly list: ListQuery | undefined;
}

const zNothing = z.strictObject({});

export function defineRoute<
  R extends Responses,
  Params extends z.ZodType = typeof zNothing,
  Query extends z.ZodType = typeof zNothing,
  Body extends z.ZodType = z.ZodUndefined,
  List extends ListDeclaration | undefined = undefined,
>(spec: RouteSpec<Params, Query, Body, List, R>): RouteDefinition {
  const name = `${spec.method} ${spec.url}`;
  for (const [part, schema] of Object.entries({ params: spec.params, query: spec.query, body: spec.body })) {
    requireStrict(name, part, schema);
  }
  if (Object.keys(spec.response).length === 0) {
    throw new Error(`${name} declares no response`);
  }
  type Context = Parameters<typeof spec.handler>[0];
  return {
    method: spec.method,
    url: spec.url,
    permission: spec.permission,
    summary: spec.summary,
    description: spec.description,
    tags: spec.tags,
    params: spec.params ?? zNothing,
    query: spec.query ?? zNothing,
    body: spec.body,
    list: spec.list,
    groups: spec.groups ?? [],
    response: spec.response,
    contentType: spec.contentType,
    handle: (input, request, reply) =>
      // The input was parsed with the schemas of this very spec; their types were erased on the way through Fastify.
      spec.handler(contextOf(name, input, request, reply) as Context),
  };
}

/** Written out: spread out of two objects it would cost more than parsing the request. */
function contextOf(name: string, input: RouteInput, request: FastifyRequest, reply: FastifyReply) {
  const { deps } = request.server;
  const identity = (): Identity => present(request.identity, `${name} is public: it has no identity`);
  return {
    params: input.params,
    query: input.query,
    body: input.body,
    list: input.list,
    deps,
    request,
    reply,
    identity,
    command: (): CommandContext => present(request.command, `${name} is no command`),
    read: ((work) => tenantReader(deps.pool, identity().tenantId)(work)) satisfies TenantReader,
    ask: ((statement, questions) => askTenant(deps.pool, identity().tenantId)(statement, questions)) satisfies Ask,
  };
}

function present<Value>(value: Value | null, message: string): Value {
  if (value === null) {
    throw new Error(message);
  }
  return value;
}

function requireStrict(name: string, part: string, schema: z.ZodType | undefined): void {
  for (const object of objectsOf(schema)) {
    if (object.def.catchall?._zod.def.type !== 'never') {
      throw new Error(`${name}: ${part} must be z.strictObject, so that unknown fields are refused`);
    }
  }
}

/** The object schemas at the top, through refinements, transforms and unions. */
function objectsOf(schema: unknown): z.ZodObject[] {
  if (schema instanceof z.ZodObject) {
    return [schema];
  }
  if (schema instanceof z.ZodUnion) {
    return schema.def.options.flatMap(objectsOf);
  }
  if (schema instanceof z.ZodPipe) {
    return [...objectsOf(schema.def.in), ...objectsOf(schema.def.out)];
  }
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault ? objectsOf(schema.def.innerType) : [];
}
