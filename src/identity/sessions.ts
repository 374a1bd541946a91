import { createHash } from 'node:crypto';
import { z } from 'zod';
import { createExpiringCache } from '../platform/expiring-cache.ts';
import { createCircuit } from './circuit.ts';
import { ask } from './outgoing.ts';

export interface LoginServiceSettings {
  readonly url: string;
  /** Field of its user that names the tenant; undefined: it knows no tenants. */
  readonly tenantField: string | undefined;
  readonly cookie: string;
}

export interface SessionUser {
  readonly id: string;
  readonly tenant: string | undefined;
}

/** How late we notice that a session has ended, and that one has begun. */
const VALID_MS = 30_000;
const INVALID_MS = 5_000;
const SESSIONS_MAX = 10_000;
const TOKEN_LENGTH_MAX = 4_096;
const ANSWER_BYTES_MAX = 64 * 1024;
const REFUSALS = new Set([400, 401, 403, 404, 422]);

const zAnswer = z.union([
  z.looseObject({ valid: z.literal(false) }),
  z.looseObject({
    valid: z.literal(true),
    user: z.looseObject({ id: z.union([z.string().min(1).max(200), z.int()]) }),
  }),
]);

/** Sessions of an existing login service. Null when it does not know the token. */
export type Sessions = (token: string) => Promise<SessionUser | null>;

export function createSessions(settings: LoginServiceSettings): Sessions {
  const circuit = createCircuit(`The login service ${new URL(settings.url).host}`);
  const valid = createExpiringCache<SessionUser>(SESSIONS_MAX, VALID_MS);
  const invalid = createExpiringCache<true>(SESSIONS_MAX, INVALID_MS);
  const underWay = new Map<string, Promise<SessionUser | null>>();

  async function validate(token: string, key: string): Promise<SessionUser | null> {
    const user = await circuit(() => askFor(token, settings));
    if (user === null) {
      invalid.set(key, true);
    } else {
      valid.set(key, user);
    }
    return user;
  }

  return async (token) => {
    if (token === '' || token.length > TOKEN_LENGTH_MAX) {
      return null;
    }
    const key = createHash('sha256').update(token).digest('base64url'); // what is kept lets nobody in
    const known = valid.get(key) ?? (invalid.get(key) === true ? null : undefined);
    if (known !== undefined) {
      return known;
    }
    const asked = underWay.get(key) ?? validate(token, key).finally(() => underWay.delete(key));
    underWay.set(key, asked);
    return asked;
  };
}

async function askFor(token: string, { url, tenantField }: LoginServiceSettings): Promise<SessionUser | null> {
  const { status, text } = await ask(`${url.replace(/\/$/, '')}/auth/validate`, {
    method: 'POST',
    body: JSON.stringify({ sessionToken: token }),
    bytesMax: ANSWER_BYTES_MAX,
  });
  if (REFUSALS.has(status)) {
    return null;
  }
  if (status !== 200) {
    throw new Error(`It answers ${status}`);
  }
  const answer = zAnswer.parse(JSON.parse(text));
  if (!answer.valid) {
    return null;
  }
  const { user } = answer;
  const tenant = tenantField === undefined ? undefined : user[tenantField];
  if (tenantField !== undefined && typeof tenant !== 'string') {
    return null;
  }
  return { id: String(user.id), tenant: typeof tenant === 'string' ? tenant : undefined };
}

/** The value of one cookie; undefined when it is not there or cannot be read. */
export function cookieValue(header: string | undefined, name: string): string | undefined {
  for (const pair of header?.split(';') ?? []) {
    const [key, ...rest] = pair.split('=');
    if (key?.trim() === name) {
      try {
        return decodeURIComponent(
          rest
            .join('=')
            .trim()
            .replace(/^"(.*)"$/, '$1'),
        );
      } catch {
        return undefined;
      }
    }
  }
  return undefined;
}
