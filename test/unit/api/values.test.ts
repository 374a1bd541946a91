import { expect, test } from 'vitest';
import { parseJson, UnacceptableJson } from '../../../src/api/json-body.ts';
import { NumberLiteral, plainDecimal } from '../../../src/api/number-literal.ts';
import { utcInstant } from '../../../src/api/utc-instant.ts';
import { timestampText } from '../../../src/api/values.ts';
import { testApp } from '../../support/api.ts';
import { WIDGET_ROUTES } from '../../support/widget-routes.ts';

async function make(body: string) {
  const app = await testApp({}, WIDGET_ROUTES);
  return app.inject({
    method: 'POST',
    url: '/api/widgets',
    headers: { 'content-type': 'application/json' },
    payload: body,
  });
}

test.each([
  ['0.1', '0.1'],
  ['1.50', '1.50'],
  ['1e2', '100'],
  ['1.5E+1', '15'],
  ['12e-3', '0.012'],
  ['-0', '0'],
  ['-0.00', '0.00'],
  ['-7', '-7'],
  ['1e21', '1000000000000000000000'],
  ['12345678901234567890.123456789', '12345678901234567890.123456789'],
  ['0.30000000000000004', '0.30000000000000004'],
  ['"12.50"', '12.50'],
  ['"100000000000000000000000000000.00000000000000000001"', '100000000000000000000000000000.00000000000000000001'],
])('money %s is read as %s', async (literal, text) => {
  const answer = await make(`{"name":"cog","weight":${literal}}`);
  expect(answer.json().data?.weight).toBe(text);
});

test.each([
  '1e999999999',
  '1e-999999999',
  '1e31',
  '0.000000000000000000001',
  '"1e2"',
  '""',
  '" 1"',
  '"1,000"',
  '"+5"',
  '"007"',
  '"NaN"',
  'true',
  'null',
  '[1]',
  '{"text":"1"}',
])('money %s is refused', async (literal) => {
  const answer = await make(`{"name":"cog","weight":${literal}}`);
  expect([answer.statusCode, Object.keys(answer.json().error.details.validationErrors)]).toEqual([400, ['weight']]);
});

test('empty texts and null count as absent, and absent values are answered as null', async () => {
  const answer = await make('{"name":"cog","weight":1,"note":"  ","colour":"","madeOn":null}');
  expect(answer.json().data).toMatchObject({ note: null, colour: null, madeOn: null, parts: null, metadata: null });
});

test.each([
  ['12', 12],
  ['12.0', 12],
  ['1e2', 100],
])('the whole number %s is %i', async (literal, parts) => {
  const answer = await make(`{"name":"cog","weight":1,"parts":${literal}}`);
  expect(answer.json().data.parts).toBe(parts);
});

test.each(['12.5', '"12"', '1e400', '0', '1000001', '9007199254740993'])(
  'the whole number %s is refused',
  async (literal) => {
    const answer = await make(`{"name":"cog","weight":1,"parts":${literal}}`);
    expect([answer.statusCode, Object.keys(answer.json().error.details.validationErrors)]).toEqual([400, ['parts']]);
  },
);

test.each(['2025-02-29', '2026-13-01', '0000-01-01', '2026-1-1', '2026-01-01T00:00:00Z', 'today'])(
  'the date %s is refused',
  async (date) => {
    const answer = await make(`{"name":"cog","weight":1,"madeOn":"${date}"}`);
    expect([answer.statusCode, Object.keys(answer.json().error.details.validationErrors)]).toEqual([400, ['madeOn']]);
  },
);

test('metadata comes back as it was, and refuses numbers that would not', async () => {
  const kept = await make('{"name":"c","weight":1,"metadata":{"a":[1.50,1e2,{"b":null}],"0":"x","d":0.1}}');
  expect(kept.json().data.metadata).toEqual({ '0': 'x', a: [1.5, 100, { b: null }], d: 0.1 });
  const bent = await make('{"name":"c","weight":1,"metadata":{"a":[12345678901234567890]}}');
  expect(bent.json().error.details.validationErrors).toEqual({
    'metadata.a.0': 'has more digits than a number keeps; send it as a string',
  });
});

test('JSON is read as JSON.parse does, but for the text of numbers', () => {
  const text = '{"a":[1,-2.5,true,null,"1.50 \\" \\\\ 1e2 \\\\u0000","é😀"],"1.0":{"x":1.0},"e":[]}';
  const parsed = parseJson(text) as { '1.0': { x: unknown } };
  expect(parsed['1.0'].x).toEqual(new NumberLiteral('1.0'));
  expect({ ...parsed, '1.0': { x: 1 } }).toEqual(JSON.parse(text));
});

test('a text cannot pass for a number', () => {
  expect(() => parseJson('["\\u00001.50"]')).toThrow(UnacceptableJson);
});

test('a long body is read in linear time', () => {
  const text = JSON.stringify(Array.from({ length: 90_000 }, () => '\\"1.5'));
  const started = performance.now();
  parseJson(text);
  expect(performance.now() - started).toBeLessThan(2_000);
});

test.each([
  ['1e60', `1${'0'.repeat(60)}`],
  ['1e61', undefined],
  ['0e5', '0'],
  ['-0e5', '0'],
  ['0.5e0', '0.5'],
  ['100e-2', '1.00'],
  [`1.${'0'.repeat(70)}`, undefined],
])('plain text of %s', (literal, text) => {
  expect(plainDecimal(literal)).toBe(text);
});

test.each([
  ['2026-03-01', '2026-03-01T00:00:00Z'],
  ['2026-03-01T09:30:00.123456Z', '2026-03-01T09:30:00.123456Z'],
  ['2026-03-01T00:30:00+02:00', '2026-02-28T22:30:00Z'],
  ['2026-03-01T09:30:00', undefined],
  ['2025-02-29T00:00:00Z', undefined],
  ['0001-01-01T00:00:00+14:00', undefined],
  ['+010000-01-01T00:00:00Z', undefined],
])('the instant of %s', (text, instant) => {
  expect(utcInstant(text)).toBe(instant);
});

test('timestamps go out with milliseconds and Z', () => {
  expect(timestampText(new Date(0))).toBe('1970-01-01T00:00:00.000Z');
  expect(timestampText('2026-03-01T09:30:00+02:00')).toBe('2026-03-01T07:30:00.000Z');
});
