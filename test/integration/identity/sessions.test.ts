import { afterEach, describe, expect, it } from 'vitest';
import { IdentityUnavailable } from '../../../src/identity/authentication.ts';
import { cookieValue, createSessions } from '../../../src/identity/sessions.ts';
import { type LocalServer, localServer } from '../../support/local-server.ts';

const open: LocalServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

type Answer =
  | { readonly status?: number; readonly body?: unknown; readonly headers?: Record<string, string> }
  | 'never';

/** A login service that answers as told and remembers what it was asked. */
async function loginService(answerOf: (token: string) => Answer, tenantField?: string) {
  const asked: string[] = [];
  const server = await localServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      const { sessionToken } = JSON.parse(text) as { sessionToken: string };
      asked.push(`${request.method} ${request.url} ${sessionToken}`);
      const answer = answerOf(sessionToken);
      if (answer !== 'never') {
        response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers });
        response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? {}));
      }
    });
  });
  open.push(server);
  return { asked, validate: createSessions({ url: server.url, tenantField, cookie: 'session' }), server };
}

const ADA = { valid: true, user: { id: 'ada', email: 'ada@example.com', tenantId: 'acme' } };

describe('a session of the login service', () => {
  it('is asked for once, and remembered', async () => {
    const { validate, asked } = await loginService(() => ({ body: ADA }));
    const all = await Promise.all(Array.from({ length: 10 }, () => validate('s1')));
    expect(all).toEqual(Array.from({ length: 10 }, () => ({ id: 'ada', tenant: undefined })));
    expect(await validate('s1')).toMatchObject({ id: 'ada' });
    expect(asked).toEqual(['POST /auth/validate s1']);
  });

  it('names the tenant in a field, without which it is nobody’s', async () => {
    const answers = (token: string) => ({ body: token === 'good' ? ADA : { valid: true, user: { id: 'bea' } } });
    const { validate } = await loginService(answers, 'tenantId');
    expect(await validate('good')).toEqual({ id: 'ada', tenant: 'acme' });
    expect(await validate('bad')).toBeNull();
  });

  it.each([
    ['valid: false', { body: { valid: false } }],
    ['401', { status: 401, body: 'no' }],
    ['404', { status: 404, body: 'no' }],
  ])('is nobody’s when it answers %s, remembered too', async (_what, answer) => {
    const { validate, asked } = await loginService(() => answer);
    expect([await validate('s2'), await validate('s2')]).toEqual([null, null]);
    expect(asked).toHaveLength(1);
  });

  it('that is too long to be one is not asked for', async () => {
    const { validate, asked } = await loginService(() => ({ body: ADA }));
    expect(await validate('x'.repeat(5_000))).toBeNull();
    expect(asked).toEqual([]);
  });
});

describe('a login service that is not well', () => {
  it.each<[string, Answer]>([
    ['500', { status: 500 }],
    ['something else than JSON', { body: '<html>' }],
    ['valid without a user', { body: { valid: true } }],
    ['more than 64 KiB', { body: { ...ADA, filler: 'x'.repeat(70_000) } }],
    ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:9/' } }],
    ['nothing within two seconds', 'never'],
  ])('is unavailable when it answers %s', async (_what, answer) => {
    const { validate } = await loginService(() => answer);
    await expect(validate('s3')).rejects.toThrow(IdentityUnavailable);
  });

  it('is left alone for a moment, then asked again', async () => {
    let isWell = false;
    const { validate, asked } = await loginService(() => (isWell ? { body: ADA } : { status: 503 }));
    await expect(validate('s4')).rejects.toThrow(IdentityUnavailable);
    await expect(validate('s5')).rejects.toThrow(IdentityUnavailable);
    expect(asked).toHaveLength(1);
    isWell = true;
    await expect.poll(() => validate('s4').catch(() => null), { timeout: 5_000 }).toMatchObject({ id: 'ada' });
  });
});

describe('the cookie', () => {
  it.each([
    ['session=abc', 'abc'],
    ['a=b; session=%61bc; c=d', 'abc'],
    ['session="a=b"', 'a=b'],
    ['xsession=abc', undefined],
    ['session=%zz', undefined],
    [undefined, undefined],
  ])('%s holds %s', (header, value) => {
    expect(cookieValue(header, 'session')).toBe(value);
  });
});
