import type { DocumentedRoute } from './documented-routes.ts';
import type { IdentityStack } from './identity-stack.ts';

/** JSON Schema as far as the OpenAPI document uses it. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly examples?: readonly unknown[];
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

export interface AttackedRoute extends Pick<DocumentedRoute, 'method' | 'path' | 'permission'> {
  readonly queries: readonly string[];
  /** Null: it takes no body. */
  readonly body: Schema | null;
  /** A value for a parameter of the path that is let through, as far as the document says. */
  readonly pathSamples: Readonly<Record<string, string>>;
}

export const SOME_ID = '0190a000-0000-7000-8000-00000000dead';

/** What somebody might put where a text is expected. */
export const TEXTS: readonly string[] = [
  "' OR '1'='1",
  "'; DROP TABLE directory.accounts; --",
  '") UNION SELECT hash FROM identity.api_keys --',
  '1; SELECT pg_sleep(9)',
  '$1',
  '__proto__',
  'constructor',
  'a\0b',
  '\uD800',
  'x'.repeat(3_000),
  '‮txet 🧾 ﷽',
  '%_\\',
  '../../etc/passwd',
  '-1',
  '1e999',
  '2026-02-30',
  '9999-12-31',
  '[object Object]',
];

function deep(levels: number): string {
  return `${'['.repeat(levels)}${']'.repeat(levels)}`;
}

/** What somebody might put where any JSON value is expected: as it stands in the body. */
export const VALUES: readonly string[] = [
  ...TEXTS.map((text) => JSON.stringify(text)),
  'null',
  'true',
  '-1',
  '1e308',
  '123456789012345678901234567890.5',
  '[]',
  '{}',
  '[null]',
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '{"toString":1}',
  deep(40),
  deep(5_000),
];

export async function attackedRoutes(stack: IdentityStack): Promise<{ routes: AttackedRoute[]; resolve: Resolve }> {
  const { body: document } = await stack.call('GET', '/api/openapi.json');
  const resolve: Resolve = (schema) =>
    schema.$ref === undefined ? schema : document.components.schemas[schema.$ref.split('/').at(-1) ?? ''];
  const routes: AttackedRoute[] = [];
  for (const [path, operations] of Object.entries<Record<string, Operation>>(document.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      const parameters = operation.parameters ?? [];
      const ofPath = parameters.filter(({ in: place }) => place === 'path');
      routes.push({
        method: method.toUpperCase(),
        path,
        permission: operation['x-permission'],
        queries: parameters.filter(({ in: place }) => place === 'query').map(({ name }) => name),
        body: operation.requestBody?.content['application/json'].schema ?? null,
        pathSamples: Object.fromEntries(ofPath.map(({ name, schema }) => [name, String(sample(schema, resolve))])),
      });
    }
  }
  return { routes, resolve };
}

export type Resolve = (schema: Schema) => Schema;

interface Operation {
  readonly 'x-permission': string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: Schema } } };
}

/** A value that the schema describes: enough to get past it to what lies behind. */
function sample(given: Schema, resolve: Resolve): unknown {
  const schema = resolve(given);
  const [alternative] = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  if (alternative !== undefined) return sample(alternative, resolve);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema.examples?.[0] !== undefined) return schema.examples[0];
  if (schema.format === 'uuid' || (schema.format === undefined && /id$/i.test(String(given.$ref ?? ''))))
    return SOME_ID;
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  switch (type) {
    case 'integer':
    case 'number':
      return 1;
    case 'boolean':
      return true;
    case 'array':
      return schema.items === undefined ? [] : [sample(schema.items, resolve)];
    case 'object':
      return Object.fromEntries(
        (schema.required ?? []).map((name) => [name, sample(schema.properties?.[name] ?? {}, resolve)]),
      );
    default:
      return 'a text';
  }
}

/** Bodies as text: the sample with each field in turn, at every depth, holding what was not expected there. */
export function* attackedBodies(given: Schema, resolve: Resolve): Generator<string> {
  const whole = sample(given, resolve);
  const places = [...placesIn(given, resolve, [])];
  for (const [index, place] of places.entries()) {
    // Each place gets every value in turn over the routes, and a third of them here: all places times all values take minutes.
    for (const value of VALUES.filter((_, at) => (at + index) % 3 === 0)) {
      yield withValue(whole, place, value);
    }
  }
  for (const value of VALUES) yield value;
  for (const key of ['__proto__', 'constructor', "x' OR 1=1", '\u202E', 'a\0']) {
    yield withValue(whole, [key], '{"polluted":true}');
  }
}

function* placesIn(given: Schema, resolve: Resolve, place: readonly string[]): Generator<readonly string[]> {
  const schema = resolve(given);
  if (place.length > 4) return;
  for (const alternative of [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])]) {
    yield* placesIn(alternative, resolve, place);
  }
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    yield [...place, name];
    yield* placesIn(property, resolve, [...place, name]);
  }
  if (schema.items !== undefined) {
    yield [...place, '0'];
    yield* placesIn(schema.items, resolve, [...place, '0']);
  }
}

const HOLE = '«here»';

function withValue(whole: unknown, place: readonly string[], valueJson: string): string {
  return JSON.stringify(replaced(whole, place)).replace(JSON.stringify(HOLE), () => valueJson);
}

function replaced(value: unknown, [name, ...rest]: readonly string[]): unknown {
  if (name === undefined) return HOLE;
  if (name === '0') return [replaced(Array.isArray(value) ? value[0] : undefined, rest)];
  const object = typeof value === 'object' && value !== null ? value : {};
  // From entries, so that __proto__ becomes a key and not a prototype.
  return Object.fromEntries([
    ...Object.entries(object).filter(([key]) => key !== name),
    [name, replaced((object as Record<string, unknown>)[name], rest)],
  ]);
}
