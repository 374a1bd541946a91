import { expect, test } from 'vitest';
import { openApiDocument } from '../../../src/api/openapi.ts';
import { ROUTES } from '../../../src/api/routes.ts';
import { testApp } from '../../support/api.ts';
import { WIDGET_ROUTES } from '../../support/widget-routes.ts';

const document = openApiDocument([...ROUTES, ...WIDGET_ROUTES], 'test');

interface Operation {
  operationId: string;
  parameters: { name: string; in: string; required: boolean; schema: object }[];
  requestBody?: { required: boolean; content: Record<string, { schema: { $ref: string } }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: object }> }>;
}
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation: operation as Operation })),
);
const at = (path: string, method: string) => document.paths[path]?.[method] as Operation;

function refsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = '$ref' in value && typeof value.$ref === 'string' ? [value.$ref] : [];
  return [...own, ...Object.values(value).flatMap(refsIn)];
}

test('every reference leads to a named component', () => {
  const refs = refsIn(document);
  expect(refs.length).toBeGreaterThan(10);
  for (const ref of refs) {
    const [, name = ''] = /^#\/components\/schemas\/([\w.-]+)$/.exec(ref) ?? [];
    expect(Object.keys(document.components.schemas), ref).toContain(name);
  }
  expect(JSON.stringify(document)).not.toContain('$defs');
});

test('every operation has a unique id, an answer, an error, and declares the params of its path', () => {
  const ids = operations.map(({ operation }) => operation.operationId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { path, operation } of operations) {
    expect(Object.keys(operation.responses).some((status) => /^2\d\d$/.test(status))).toBe(true);
    expect(Object.values(operation.responses).every(({ description }) => description !== '')).toBe(true);
    expect(operation.responses.default?.content?.['application/json']?.schema).toEqual({
      $ref: '#/components/schemas/Problem',
    });
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const declared = operation.parameters.filter((parameter) => parameter.in === 'path');
    expect(declared.map(({ name }) => name)).toEqual(inPath);
    expect(declared.every(({ required }) => required)).toBe(true);
    const keys = operation.parameters.map((parameter) => `${parameter.in} ${parameter.name}`);
    expect(new Set(keys).size).toBe(keys.length);
  }
});

test('the document has what OpenAPI 3.1 requires, and nothing that only 3.0 knew', () => {
  expect(document.openapi).toMatch(/^3\.1\.\d$/);
  expect(document.info).toMatchObject({ title: 'Ledgerline', version: 'test' });
  expect(Object.keys(document.paths).every((path) => path.startsWith('/') && !path.includes(':'))).toBe(true);
  expect(JSON.stringify(document)).not.toMatch(/"nullable":|"exclusiveMinimum":(true|false)/);
});

test('filters, sort and paging of a list come from its declaration', () => {
  const names = at('/api/widgets', 'get').parameters.map(({ name }) => name);
  for (const name of [
    'name[like]',
    'weight[gte]',
    'colour[in]',
    'active[eq]',
    'madeOn[null]',
    'after',
    'limit[eq]',
    'min-position',
  ]) {
    expect(names).toContain(name);
  }
  expect(names).not.toContain('weight[like]');
  const sort = at('/api/widgets', 'get').parameters.find(({ name }) => name === 'sort')?.schema;
  expect(sort).toMatchObject({ default: '-createdAt', enum: expect.arrayContaining(['name', '-name']) });
  expect(sort).not.toMatchObject({ enum: expect.arrayContaining(['ownerId']) });
});

test('a body says what goes in, an answer what comes out', () => {
  expect(at('/api/widgets', 'post').requestBody).toEqual({
    required: true,
    content: { 'application/json': { schema: { $ref: '#/components/schemas/NewWidgetInput' } } },
  });
  expect(document.components.schemas.NewWidgetInput).toMatchObject({
    type: 'object',
    additionalProperties: false,
    required: ['name', 'weight'],
    properties: {
      weight: { type: ['string', 'number'] },
      parts: { type: 'integer', minimum: 1 },
      metadata: { type: 'object', additionalProperties: true },
    },
  });
  expect(document.components.schemas.Widget).toMatchObject({
    properties: { weight: { anyOf: [{ type: 'string' }, { type: 'null' }] } },
  });
  expect(at('/api/widgets/{id}', 'delete').responses['204']?.content).toBeUndefined();
});

test('the document is served', async () => {
  const app = await testApp({}, WIDGET_ROUTES);
  const answer = await app.inject('/api/openapi.json');
  expect(answer.statusCode).toBe(200);
  expect(answer.json()).toEqual(JSON.parse(JSON.stringify(openApiDocument(WIDGET_ROUTES, 'test'))));
});

test('the page is served with all that it loads, under a policy that allows just that', async () => {
  const app = await testApp();
  const page = await app.inject('/api/docs');
  expect(page.statusCode).toBe(200);
  expect(page.headers['content-type']).toContain('text/html');
  expect(page.headers['content-security-policy']).toContain("script-src 'self'");
  expect(page.body).not.toMatch(/<script>[^<]/); // inline scripts would be blocked
  const files = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file = '']) => file);
  expect(files.length).toBeGreaterThan(3);
  for (const file of files) {
    expect(file).not.toMatch(/^(https?:)?\/\//);
    const url = new URL(file, 'http://localhost/api/docs').pathname;
    expect((await app.inject(url)).statusCode, url).toBe(200);
  }
  const initializer = await app.inject('/api/docs/static/swagger-initializer.js');
  expect(initializer.body).toContain('/api/openapi.json');
});
