import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BadConfig, loadConfig } from '../../../src/platform/config.ts';

function problemsOf(env: Record<string, string>): BadConfig {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof BadConfig) return error;
    throw error;
  }
  throw new Error('These settings were taken.');
}

describe('loadConfig', () => {
  test('needs nothing: everything has a default', () => {
    expect(loadConfig({})).toEqual({
      environment: 'development',
      name: 'default',
      dataDirectory: resolve('data/default'),
      buildCommit: undefined,
      http: {
        host: '127.0.0.1',
        port: 5177,
        corsOrigins: ['http://localhost:5173', 'http://localhost:5174', 'http://localhost:3000'],
        trustProxy: [],
      },
      authMode: 'none',
      oidc: undefined,
      loginService: undefined,
      rateLimits: { perKey: 6_000, perTenant: 30_000, failures: 300 },
      eventStoreUrl: undefined,
      databaseUrl: undefined,
      keystoreUrl: undefined,
      redisUrl: undefined,
      databasePoolMax: 10,
      log: { level: 'info', pretty: false },
      workers: { count: 1, concurrency: 8 },
      masterKey: undefined,
      retiredMasterKeys: [],
      defaultCurrency: 'USD',
      supportedCurrencies: ['USD', 'EUR', 'GBP', 'CHF', 'CAD', 'AUD', 'JPY'],
    });
  });

  test('empty settings count as not given; the command line wins over the environment', () => {
    const config = loadConfig({ PORT: ' ', LOG_LEVEL: 'warn', DATABASE_URL: '' }, { LOG_LEVEL: 'debug' });
    expect(config.http.port).toBe(5177);
    expect(config.log.level).toBe('debug');
    expect(config.databaseUrl).toBeUndefined();
  });

  test('trusts proxies that are named, where identities are required', () => {
    const env = { AUTH_MODE: 'required', TRUST_PROXY: '10.0.0.0/8, 2001:db8::1' };
    expect(loadConfig(env).http.trustProxy).toEqual(['10.0.0.0/8', '2001:db8::1']);
    for (const value of ['true', '1', '0.0.0.0/0', '10.0.0.0/33', 'proxy.example.com', '10.0.0.1/8/8']) {
      expect(problemsOf({ ...env, TRUST_PROXY: value }).settings, value).toEqual(['TRUST_PROXY']);
    }
    expect(problemsOf({ TRUST_PROXY: '10.0.0.1' }).settings).toEqual(['TRUST_PROXY']);
  });

  test('is frozen to the bottom', () => {
    const config = loadConfig({});
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.http.corsOrigins)).toBe(true);
  });

  test('takes the addresses of real servers, clusters too', () => {
    const config = loadConfig({
      EVENTSTORE_URL: 'esdb://a:2113,b:2113,c:2113?tls=true',
      DATABASE_URL: 'postgres://ledgerline:p%40ss@db:5432/ledgerline',
      REDIS_URL: 'rediss://cache:6380',
      CORS_ORIGINS: 'https://billing.example.com, https://admin.example.com',
    });
    expect(config.eventStoreUrl).toBe('esdb://a:2113,b:2113,c:2113?tls=true');
    expect(config.http.corsOrigins).toEqual(['https://billing.example.com', 'https://admin.example.com']);
  });

  test('reports every bad value at once, with what is allowed', () => {
    const error = problemsOf({
      PORT: '99999',
      WORKERS: 'many',
      LOG_LEVEL: 'loud',
      LEDGERLINE_NAME: '../etc',
      CORS_ORIGINS: '*',
      DEFAULT_CURRENCY: 'XXX',
      EVENTSTORE_URL: 'http://store:2113',
    });
    expect(error.settings).toEqual([
      'LEDGERLINE_NAME',
      'PORT',
      'CORS_ORIGINS',
      'EVENTSTORE_URL',
      'LOG_LEVEL',
      'WORKERS',
      'DEFAULT_CURRENCY',
    ]);
    expect(error.message).toContain('PORT must be a whole number from 0 to 65535 (it is "99999")');
    expect(error.message).toContain('WORKERS must be a whole number from 0 to 64 (it is "many")');
    expect(error.message).toContain('LOG_LEVEL must be one of trace, debug, info');
    expect(error.message).toContain('DEFAULT_CURRENCY must be an active ISO 4217 currency code');
  });

  test.each(['127.0.0.1', 'localhost', '::1'])('AUTH_MODE none is fine on %s', (HOST) => {
    expect(loadConfig({ HOST }).authMode).toBe('none');
  });

  test('settings of identities that do not go together are named', () => {
    expect(problemsOf({ AUTH_MODE: 'required', OIDC_ISSUER: 'https://id.example.com' }).settings).toEqual([
      'OIDC_AUDIENCE',
    ]);
    expect(problemsOf({ AUTH_MODE: 'required', AUTH_SERVER_URL: 'http://login.example.com' }).message).toContain(
      'https://',
    );
    expect(problemsOf({ AUTH_SERVER_URL: 'https://login.example.com' }).settings).toEqual(['AUTH_MODE']);
    expect(
      loadConfig({ AUTH_MODE: 'required', OIDC_ISSUER: 'http://localhost:9000', OIDC_AUDIENCE: 'ledgerline' }).oidc,
    ).toMatchObject({ audience: 'ledgerline', tenantClaim: undefined });
  });

  test('AUTH_MODE none is refused where others can reach us, and told beside other errors', () => {
    expect(problemsOf({ HOST: '0.0.0.0', PORT: 'x' }).settings).toEqual(['PORT', 'AUTH_MODE']);
    expect(loadConfig({ HOST: '0.0.0.0', AUTH_MODE: 'required' }).http.host).toBe('0.0.0.0');
  });

  test('the default currency must be supported', () => {
    expect(problemsOf({ SUPPORTED_CURRENCIES: 'EUR,CHF' }).message).toContain(
      'DEFAULT_CURRENCY must be one of SUPPORTED_CURRENCIES',
    );
  });

  test('no message holds a secret', () => {
    const { message } = problemsOf({
      DATABASE_URL: 'mysql://root:hunter2@db/ledger',
      REDIS_URL: 'http://:hunter3@cache',
      LEDGERLINE_MASTER_KEY: 'hunter4',
      LEDGERLINE_RETIRED_MASTER_KEYS: 'hunter5',
    });
    expect(message).toContain('DATABASE_URL must be an address such as postgres://');
    expect(message).toContain('LEDGERLINE_MASTER_KEY must be 32 random bytes in base64');
    expect(message).not.toContain('hunter');
  });
});
