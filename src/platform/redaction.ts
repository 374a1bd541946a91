import pino from 'pino';

export const REDACTED = '[redacted]';

const DEPTH_MAX = 8;
const ELEMENTS_MAX = 200;

/**
 * Names, in lower case without `-` and `_`, whose values never reach a log: credentials, and personal data (the
 * account's contact and address fields, and anything called e-mail or phone).
 */
const SECRET_NAME =
  /^(authorization|proxyauthorization|cookie|setcookie|box|wrappedkey|contactname|billingcontactname|(billing)?address(line[12])?)$|(password|passwd|passphrase|secret|token|apikey|masterkey|privatekey|signingkey|email|phone)s?$/;

function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name.replaceAll(/[-_]/g, '').toLowerCase());
}

/** Objects of a request that the logger's serializers cut down to a few safe fields later. */
const LEFT_TO_SERIALIZERS = new Set(['req', 'res', 'request', 'reply']);

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (depth > DEPTH_MAX) return '[too deep]';
  if (value instanceof Error) return redactFields({ ...pino.stdSerializers.err(value) }, depth);
  if (ArrayBuffer.isView(value)) return '[bytes]';
  if (Array.isArray(value)) return value.slice(0, ELEMENTS_MAX).map((element) => redactValue(element, depth + 1));
  const { toJSON } = value as { toJSON?: () => unknown };
  if (typeof toJSON === 'function') return redactValue(toJSON.call(value), depth + 1);
  return redactFields(value, depth);
}

function redactFields(fields: object, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      if (isSecretName(name)) return [name, value === undefined || value === null ? value : REDACTED];
      if (depth === 0 && LEFT_TO_SERIALIZERS.has(name)) return [name, value];
      return [name, redactValue(value, depth + 1)];
    }),
  );
}

/** A copy of what is to be logged in which secret fields, at any depth, are replaced. Bounded in depth and length. */
export function redact(fields: object): Record<string, unknown> {
  return redactFields(fields, 0);
}

/**
 * Secrets inside texts, such as messages of errors, where no field has a name. Every repetition is bounded: callers
 * decide what stands in a line, and must not decide how long we look at it.
 */
const IN_TEXT: readonly [RegExp, string][] = [
  // postgres://user:password@host
  [/([a-z][a-z0-9+.-]{0,20}:\/\/[^\s:/@"?#]{0,128}):[^\s"/?#]{0,256}@/gi, `$1:${REDACTED}@`],
  // Keys of ours, wherever they turn up; the prefix stays, for whoever has to find the key and revoke it.
  [/\b(llk_[a-z0-9]{12})_[\w-]{20,64}/g, `$1_${REDACTED}`],
  [/\b(Bearer|Basic) {1,4}[\w.~+/=-]+/gi, `$1 ${REDACTED}`],
  // ?primaryContactEmail[eq]=…
  [
    /([?&][^=&\s"]{0,64}(?:email|phone|password|secret|token|api[-_]?key|contactname|address)[^=&\s"]{0,64}=)[^&\s"\\]*/gi,
    `$1${REDACTED}`,
  ],
];

/** Replaces credentials in URLs and headers, and personal data in query strings, within a finished log line. */
export function redactText(line: string): string {
  return IN_TEXT.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), line);
}
