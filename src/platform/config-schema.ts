import { isIP } from 'node:net';
import { z } from 'zod';
import { zCurrencyCode } from '../domain/kernel/currency.ts';
import { IDENTITY_SETTINGS, identityFaults } from './identity-settings.ts';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1']);

const wholeNumber = (min: number, max: number, fallback: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be a whole number from ${min} to ${max}`)
    .default(fallback);

const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values, fallback: Values[number]) =>
  z.enum(values, `must be one of ${values.join(', ')}`).default(() => fallback);

const flag = z
  .enum(['true', 'false', '1', '0'], 'must be true or false')
  .transform((value) => value === 'true' || value === '1')
  .default(false);

/** Only the beginning is checked: addresses of clusters list several hosts, which no URL parser takes. */
const address = (...schemes: readonly string[]) =>
  z
    .string()
    .refine(
      (value) => schemes.some((scheme) => value.startsWith(`${scheme}://`) && value.length > scheme.length + 3),
      `must be an address that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
    )
    .optional();

function isPostgresUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, pathname } = new URL(value);
  return ['postgres:', 'postgresql:'].includes(protocol) && hostname !== '' && pathname.length > 1;
}
const postgresUrl = z
  .string()
  .refine(isPostgresUrl, 'must be an address such as postgres://user:password@host:5432/database')
  .optional();

const list = (value: string) =>
  value
    .split(',')
    .map((element) => element.trim())
    .filter((element) => element !== '');

/** An origin as browsers send it: no path, no slash at the end. `*` cannot be: requests carry credentials. */
const isOrigin = (value: string) =>
  /^https?:$/.test(URL.canParse(value) ? new URL(value).protocol : '') && new URL(value).origin === value;
const origins = z
  .string()
  .default('http://localhost:5173,http://localhost:5174,http://localhost:3000')
  .transform(list)
  .refine((values) => values.every(isOrigin), 'must be a comma list of origins such as https://billing.example.com');

/** An address, or a network such as 10.0.0.0/8. Never everybody: then each caller could choose its own address. */
const isNetwork = (value: string) => {
  const [host = '', bits, ...rest] = value.split('/');
  const most = isIP(host) === 6 ? 128 : 32;
  return (
    isIP(host) !== 0 &&
    rest.length === 0 &&
    (bits === undefined || (/^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= most))
  );
};
const proxies = z
  .string()
  .default('')
  .transform(list)
  .refine((values) => values.every(isNetwork), 'must be a comma list of addresses or networks such as 10.0.0.0/8');

const isMasterKey = (value: string) => /^[A-Za-z0-9+/]{43}=$/.test(value);
const MASTER_KEY_RULE = 'must be 32 random bytes in base64, as `openssl rand -base64 32` makes them';

const currencies = z
  .string()
  .default('USD,EUR,GBP,CHF,CAD,AUD,JPY')
  .transform(list)
  .pipe(z.array(zCurrencyCode).min(1, 'must name at least one currency'));

/** The settings by their names in the environment. Empty ones count as not given. */
export const zEnvironment = z
  .object({
    NODE_ENV: oneOf(['development', 'test', 'production'], 'development'),
    LEDGERLINE_DATA: z.string().default('./data'),
    LEDGERLINE_NAME: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be up to 40 lower-case letters, digits and hyphens')
      .default('default'),
    LEDGERLINE_BUILD: z
      .string()
      .regex(/^[\w.-]{1,64}$/, 'must be a commit id: up to 64 letters, digits, dots and hyphens')
      .optional(),
    HOST: z
      .string()
      .regex(/^[\w.:-]+$/, 'must be a host name or an IP address')
      .default('127.0.0.1'),
    PORT: wholeNumber(0, 65_535, 5177),
    AUTH_MODE: oneOf(['none', 'required'], 'none'),
    ...IDENTITY_SETTINGS,
    RATE_LIMIT_PER_KEY: wholeNumber(1, 1_000_000, 6_000),
    RATE_LIMIT_PER_TENANT: wholeNumber(1, 10_000_000, 30_000),
    RATE_LIMIT_FAILURES: wholeNumber(1, 1_000_000, 300),
    CORS_ORIGINS: origins,
    TRUST_PROXY: proxies,
    EVENTSTORE_URL: address('esdb', 'esdb+discover', 'kurrentdb', 'kurrentdb+discover'),
    DATABASE_URL: postgresUrl,
    KEYSTORE_URL: postgresUrl,
    REDIS_URL: address('redis', 'rediss'),
    LOG_LEVEL: oneOf(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], 'info'),
    LOG_PRETTY: flag,
    WORKERS: wholeNumber(0, 64, 1),
    WORKER_CONCURRENCY: wholeNumber(1, 256, 8),
    DATABASE_POOL_MAX: wholeNumber(2, 200, 10),
    LEDGERLINE_MASTER_KEY: z.string().refine(isMasterKey, MASTER_KEY_RULE).optional(),
    LEDGERLINE_RETIRED_MASTER_KEYS: z
      .string()
      .default('')
      .transform(list)
      .refine((keys) => keys.every(isMasterKey), `is a comma list, each of which ${MASTER_KEY_RULE}`),
    DEFAULT_CURRENCY: zCurrencyCode.default(zCurrencyCode.parse('USD')),
    SUPPORTED_CURRENCIES: currencies,
  })
  // `when`: also run beside other errors, so that all are reported at once.
  .refine(({ AUTH_MODE, HOST }) => AUTH_MODE !== 'none' || LOOPBACK.has(HOST), {
    path: ['AUTH_MODE'],
    message: 'can be none only while HOST is 127.0.0.1, ::1 or localhost: anybody who reaches it could bill',
    when: ({ issues }) => !issues.some(({ path }) => path?.[0] === 'AUTH_MODE' || path?.[0] === 'HOST'),
  })
  .refine(({ AUTH_MODE, TRUST_PROXY }) => AUTH_MODE !== 'none' || TRUST_PROXY.length === 0, {
    path: ['TRUST_PROXY'],
    message: 'cannot be given while AUTH_MODE is none: a proxy would let everybody in under a local name',
    when: ({ issues }) => !issues.some(({ path }) => path?.[0] === 'AUTH_MODE' || path?.[0] === 'TRUST_PROXY'),
  })
  .superRefine((values, context) => {
    for (const { setting, message } of identityFaults(values)) {
      context.addIssue({ code: 'custom', path: [setting], message });
    }
  })
  .refine(({ DEFAULT_CURRENCY, SUPPORTED_CURRENCIES }) => SUPPORTED_CURRENCIES.includes(DEFAULT_CURRENCY), {
    path: ['DEFAULT_CURRENCY'],
    message: 'must be one of SUPPORTED_CURRENCIES',
    when: ({ issues }) =>
      !issues.some(({ path }) => String(path?.[0]).endsWith('_CURRENCY') || String(path?.[0]).endsWith('_CURRENCIES')),
  });
