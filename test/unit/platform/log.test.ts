import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { withCorrelation } from '../../../src/platform/correlation.ts';
import { createLog, type Log } from '../../../src/platform/log.ts';

function logged(write: (log: Log) => void, pretty = false): string {
  let text = '';
  const destination = new Writable({
    write(chunk, _encoding, done) {
      text += chunk;
      done();
    },
  });
  const log = createLog({ role: 'api', level: 'debug', pretty, destination });
  write(log);
  return text;
}

const SECRETS = {
  authorization: 'Bearer hunter2-abc',
  Cookie: 'session=hunter2',
  'set-cookie': ['session=hunter2'],
  'x-api-key': 'hunter2',
  apiKey: 'hunter2',
  password: 'hunter2',
  client_secret: 'hunter2',
  refreshToken: 'hunter2',
  LEDGERLINE_MASTER_KEY: 'hunter2',
  primaryContactEmail: 'hunter2@example.com',
  billingContactName: 'Hunter2',
  billingContactEmail: 'hunter2@example.com',
  billingContactPhone: '+1 hunter2',
  billingAddressLine1: 'hunter2 street',
  billingAddressLine2: 'hunter2 floor',
};

describe('the log', () => {
  test('one JSON object per line with time, level, role and pid', () => {
    const line = JSON.parse(logged((log) => log.info({ invoices: 3 }, 'Run finished')));
    expect(line).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      role: 'api',
      pid: process.pid,
      invoices: 3,
      msg: 'Run finished',
    });
  });

  test('carries the correlation id of the request, also after an await', async () => {
    let text = '';
    const log = createLog({
      role: 'api',
      level: 'info',
      destination: {
        write: (line) => {
          text += line;
        },
      },
    });
    await withCorrelation('c-1', async () => {
      await Promise.resolve();
      log.info('inside');
    });
    log.info('outside');
    const [inside, outside] = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(inside.correlationId).toBe('c-1');
    expect(outside).not.toHaveProperty('correlationId');
  });

  test.each(Object.entries(SECRETS))('%s is taken out at any depth', (name, value) => {
    const text = logged((log) => {
      log.info({ [name]: value }, 'flat');
      log.info({ body: { accounts: [{ nested: { [name]: value } }] } }, 'deep');
      log.child({ [name]: value }).info('bound');
      log
        .child({ account: { [name]: value } })
        .warn({ err: Object.assign(new Error('x'), { [name]: value }) }, 'error');
    });
    expect(text).not.toMatch(/hunter2/i);
    expect(text.trim().split('\n')).toHaveLength(4);
  });

  test('business fields that only sound alike stay', () => {
    const fields = { idempotencyKey: 'k-1', accountName: 'Acme', keyId: 'a', billingCity: 'Bern' };
    expect(JSON.parse(logged((log) => log.info(fields, 'x')))).toMatchObject(fields);
  });

  test.each([
    ['postgres://ledgerline:hunter2@db:5432/ledger', 'postgres://ledgerline:[redacted]@db:5432/ledger'],
    ['redis://:hunter2@cache:6379', 'redis://:[redacted]@cache:6379'],
    ['esdb://admin:hunter2@a:2113,b:2113', 'esdb://admin:[redacted]@a:2113,b:2113'],
    ['postgres://u:hunt@er2@db/ledger', 'postgres://u:[redacted]@db/ledger'],
    ['http://localhost:5177/x?email=hunter2@b.example', 'http://localhost:5177/x?email=[redacted]'],
    ['sent Bearer hunter2.abc~x', 'sent Bearer [redacted]'],
    [
      '/api/accounts?primaryContactEmail[eq]=hunter2@example.com&limit=2',
      '/api/accounts?primaryContactEmail[eq]=[redacted]&limit=2',
    ],
  ])('texts: %s', (secret, shown) => {
    const text = logged((log) => {
      log.info({ url: secret }, `with ${secret}`);
      log.error(new Error(`could not reach ${secret}`, { cause: new Error(secret) }), secret);
    });
    expect(text).not.toMatch(/hunter2|er2@/);
    expect(JSON.parse(text.split('\n')[0] ?? '').url).toBe(shown);
  });

  test('addresses without a password stay as they are', () => {
    const url = 'http://localhost:5177/api/accounts?sort=-createdAt by a@b.example';
    expect(JSON.parse(logged((log) => log.info({ url }, 'x'))).url).toBe(url);
  });

  test.each(['a', 'a://', '?email', 'x://a:', 'Bearer '])('a long line of "%s" takes no long look', (part) => {
    const startedAt = performance.now();
    logged((log) => log.info({ text: part.repeat(100_000) }, 'x'));
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  test('errors keep type, message and stack; bytes, cycles and big numbers do no harm', () => {
    const cycle: Record<string, unknown> = { position: 12n, bytes: Buffer.from('hunter2') };
    cycle.self = cycle;
    const line = JSON.parse(logged((log) => log.error({ err: new TypeError('broken'), cycle }, 'x')));
    expect(line.err).toMatchObject({
      type: 'TypeError',
      message: 'broken',
      stack: expect.stringContaining('log.test'),
    });
    expect(line.cycle).toMatchObject({ position: '12', bytes: '[bytes]' });
  });

  test('pretty lines hold no secrets either', () => {
    const text = logged((log) => log.info({ password: 'hunter2', url: 'redis://:hunter2@cache' }, 'Ready'), true);
    expect(text).toContain('Ready');
    expect(text).not.toContain('hunter2');
  });
});
