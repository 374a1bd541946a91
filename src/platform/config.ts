import { join, resolve } from 'node:path';
import { zEnvironment } from './config-schema.ts';

/** Settings whose values never stand in a message. */
const SECRET = /_URL$|_KEYS?$/;

/** One or more settings that cannot be; the message lists all of them. */
export class BadConfig extends Error {
  override readonly name = 'BadConfig';
  /** Names of the settings. */
  readonly settings: readonly string[];
  constructor(problems: readonly { setting: string; message: string }[]) {
    const lines = problems.map(({ setting, message }) => `  ${setting} ${message}`);
    super(`Ledgerline cannot start with these settings:\n${lines.join('\n')}`);
    this.settings = [...new Set(problems.map(({ setting }) => setting))];
  }
}

export type Config = ReturnType<typeof loadConfig>;

function deepFreeze<Value extends object>(value: Value): Readonly<Value> {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) deepFreeze(part);
  return Object.freeze(value);
}

function given(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => {
      const trimmed = value?.trim() ?? '';
      return trimmed === '' ? [] : [[name, trimmed]];
    }),
  );
}

function parse(env: Record<string, string>) {
  const outcome = zEnvironment.safeParse(env);
  if (outcome.success) return outcome.data;
  throw new BadConfig(
    outcome.error.issues.map(({ path, message }) => {
      const setting = String(path[0] ?? '');
      const value = env[setting];
      const shown = value === undefined || SECRET.test(setting) ? '' : ` (it is ${JSON.stringify(value.slice(0, 80))})`;
      return { setting, message: `${message}${shown}` };
    }),
  );
}

/**
 * The settings, from `process.env` and, above it, `overrides` (the command line's). Nothing else reads the environment.
 * Holds secrets: not for logs.
 * @throws BadConfig naming every setting that cannot be, with what is allowed.
 */
export function loadConfig(
  env: Readonly<Record<string, string | undefined>>,
  overrides: Readonly<Record<string, string | undefined>> = {},
) {
  const settings = parse({ ...given(env), ...given(overrides) });
  return deepFreeze({
    environment: settings.NODE_ENV,
    /** Names this stack among others on the machine. */
    name: settings.LEDGERLINE_NAME,
    /** Absolute: `<LEDGERLINE_DATA>/<LEDGERLINE_NAME>`. */
    dataDirectory: join(resolve(settings.LEDGERLINE_DATA), settings.LEDGERLINE_NAME),
    buildCommit: settings.LEDGERLINE_BUILD,
    http: {
      host: settings.HOST,
      port: settings.PORT,
      corsOrigins: settings.CORS_ORIGINS,
      /** Addresses and networks of proxies that say where a request comes from. */
      trustProxy: settings.TRUST_PROXY,
    },
    authMode: settings.AUTH_MODE,
    /** Undefined: no tokens of an OpenID provider are taken. */
    oidc:
      settings.OIDC_ISSUER === undefined || settings.OIDC_AUDIENCE === undefined
        ? undefined
        : {
            issuer: settings.OIDC_ISSUER,
            audience: settings.OIDC_AUDIENCE,
            jwksUrl: settings.OIDC_JWKS_URL,
            tenantClaim: settings.OIDC_TENANT_CLAIM,
          },
    /** Undefined: no sessions of a login service are taken. */
    loginService:
      settings.AUTH_SERVER_URL === undefined
        ? undefined
        : {
            url: settings.AUTH_SERVER_URL,
            tenantField: settings.AUTH_SERVER_TENANT_FIELD,
            cookie: settings.AUTH_SESSION_COOKIE,
          },
    /** Requests per minute; they hold where identities are required. */
    rateLimits: {
      perKey: settings.RATE_LIMIT_PER_KEY,
      perTenant: settings.RATE_LIMIT_PER_TENANT,
      /** Wrong credentials from one address. */
      failures: settings.RATE_LIMIT_FAILURES,
    },
    /** Undefined: the embedded event node. */
    eventStoreUrl: settings.EVENTSTORE_URL,
    /** Undefined: the embedded PostgreSQL. */
    databaseUrl: settings.DATABASE_URL,
    /** Undefined: subject keys live in the same database. */
    keystoreUrl: settings.KEYSTORE_URL,
    /** Undefined: queues live in PostgreSQL. */
    redisUrl: settings.REDIS_URL,
    databasePoolMax: settings.DATABASE_POOL_MAX,
    log: { level: settings.LOG_LEVEL, pretty: settings.LOG_PRETTY },
    workers: { count: settings.WORKERS, concurrency: settings.WORKER_CONCURRENCY },
    /** base64; undefined: `master.key` in the data directory. */
    masterKey: settings.LEDGERLINE_MASTER_KEY,
    /** base64; still open what they sealed, but seal nothing new. */
    retiredMasterKeys: settings.LEDGERLINE_RETIRED_MASTER_KEYS,
    defaultCurrency: settings.DEFAULT_CURRENCY,
    supportedCurrencies: settings.SUPPORTED_CURRENCIES,
  });
}
