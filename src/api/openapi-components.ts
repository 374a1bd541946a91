import { z } from 'zod';

/** The part of JSON Schema 2020-12 that is looked into here; the rest goes through. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
}

/**
 * Collects named schemas (`.meta({ id })`) as OpenAPI components. What comes in and what goes out keep apart, because
 * defaults and conversions make them differ and a component has one text: `Account` goes out, `AccountInput` comes in.
 */
export class Components {
  readonly schemas: Record<string, JsonSchema> = {};

  /** A schema that refers to components; a named one is nothing but such a reference. */
  schemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
    const { $defs = {}, $schema: _dialect, ...root } = convert(schema, io);
    return rewriteRefs(root, this.#place($defs as Record<string, JsonSchema>, io));
  }

  /** The same, with the outermost schema written out. */
  inlineSchemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
    const { $ref, ...rest } = this.schemaOf(schema, io);
    const name = typeof $ref === 'string' ? $ref.slice('#/components/schemas/'.length) : '';
    return { ...this.schemas[name], ...rest };
  }

  #place(definitions: Record<string, JsonSchema>, io: 'input' | 'output'): Map<string, string> {
    // Names first, since definitions refer to each other. Compared by their own text, before references are rewritten.
    const names = new Map(Object.keys(definitions).map((name) => [name, this.#nameFor(name, definitions, io)]));
    for (const [name, definition] of Object.entries(definitions)) {
      const placed = names.get(name) ?? name;
      this.schemas[placed] = withoutId(rewriteRefs(definition, names));
    }
    return names;
  }

  #nameFor(name: string, definitions: Record<string, JsonSchema>, io: 'input' | 'output'): string {
    // zod numbers recursive schemas without a name anew in each conversion.
    const base = name.startsWith('__schema') ? `Recursive${shortHash(JSON.stringify(definitions[name]))}` : name;
    return this.#distinct(base, io);
  }

  /** A name that already says so is not made to say it twice. */
  #distinct(name: string, io: 'input' | 'output'): string {
    return io === 'input' && !name.startsWith('Recursive') ? `${name}Input`.replace(/InputInput$/, 'Input') : name;
  }
}

function convert(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  return z.toJSONSchema(schema, { io, target: 'draft-2020-12', unrepresentable: 'any' }) as JsonSchema;
}

function withoutId(schema: JsonSchema): JsonSchema {
  const { id: _id, ...rest } = schema;
  return rest;
}

function rewriteRefs<Value>(value: Value, names: ReadonlyMap<string, string>): Value {
  const text = JSON.stringify(value, (key, item) => {
    const name = key === '$ref' && typeof item === 'string' ? /^#\/\$defs\/(.+)$/.exec(item)?.[1] : undefined;
    return name === undefined ? item : `#/components/schemas/${names.get(name) ?? name}`;
  });
  return JSON.parse(text);
}

function shortHash(text: string): string {
  let hash = 0;
  for (let at = 0; at < text.length; at += 1) {
    hash = (hash * 31 + text.charCodeAt(at)) >>> 0;
  }
  return hash.toString(16);
}
