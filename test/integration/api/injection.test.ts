import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROLE_PERMISSIONS, ROLES } from '../../../src/identity/permissions.ts';
import { type AttackedRoute, attackedBodies, attackedRoutes, type Resolve, TEXTS } from '../../support/attacks.ts';
import { type IdentityStack, identityStack } from '../../support/identity-stack.ts';

/**
 * Every place of every real route where a caller may write something, from the OpenAPI document: a new route is attacked the
 * day it appears. Nothing may break on our side, nothing may take long, and nothing of another tenant may come back.
 */
let stack: IdentityStack;
let routes: AttackedRoute[];
let resolve: Resolve;
const MARK = 'Unguessable Ltd';
/** Of the other tenant. */
let foreignId: string;

beforeAll(async () => {
  stack = await identityStack();
  await stack.settled();
  const found = await attackedRoutes(stack);
  routes = found.routes.filter(({ permission }) => permission !== 'public');
  resolve = found.resolve;
  const body = { accountName: MARK, accountType: 'smb', currency: 'EUR' };
  const made = await stack.call('POST', '/api/accounts', await stack.person('sales', stack.tenants.other), body);
  foreignId = made.body.data.id;
});
afterAll(() => stack?.close());

const AT_ONCE = 8;
/** A statement that sleeps, a pattern that backtracks: all of them would take longer. */
const MS_MAX = 5_000;

interface Attack {
  readonly route: AttackedRoute;
  readonly path: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function someoneWith(permission: string): Promise<string> {
  const role = ROLES.find((each) => (ROLE_PERMISSIONS[each] as readonly string[]).includes(permission));
  return stack.provider.token({ sub: role ?? 'nobody', tenant: stack.tenants.own });
}

/** What went wrong, each with what was sent. */
async function send(attacks: readonly Attack[]): Promise<string[]> {
  const bearers = new Map<string, string>();
  for (const { route } of attacks) {
    bearers.set(route.permission, bearers.get(route.permission) ?? (await someoneWith(route.permission)));
  }
  const wrong: string[] = [];
  let next = 0;
  const sender = async () => {
    for (let attack = attacks[next++]; attack !== undefined; attack = attacks[next++]) {
      const { route, path, body, headers = {} } = attack;
      const startedAt = performance.now();
      const answer = await fetch(`${stack.url}${path}`, {
        method: route.method,
        headers: {
          authorization: `Bearer ${bearers.get(route.permission)}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body }),
      });
      const text = await answer.text();
      const isSlow = performance.now() - startedAt > MS_MAX;
      if (answer.status >= 500 || answer.status === 401 || isSlow || text.includes(MARK) || text.includes(foreignId)) {
        wrong.push(
          `${route.method} ${path.slice(0, 200)} ${body?.slice(0, 300) ?? ''} → ${answer.status} ${text.slice(0, 200)}`,
        );
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sender));
  return wrong;
}

function pathOf({ path, pathSamples }: AttackedRoute, replaced: Readonly<Record<string, string>> = {}): string {
  return path.replace(/\{([A-Za-z]+)\}/g, (_, name: string) =>
    encodeURIComponent(replaced[name] ?? pathSamples[name] ?? 'x'),
  );
}

/** A lone surrogate cannot be written into an address; what a careless client makes of it can. */
const encoded = (text: string) => (/[\uD800-\uDFFF]/u.test(text) ? '%ED%A0%80' : encodeURIComponent(text));

describe('what a caller may write', { timeout: 300_000 }, () => {
  it('into the path of every route breaks nothing', async () => {
    const attacks = routes.flatMap((route) =>
      Object.keys(route.pathSamples).flatMap((name) =>
        TEXTS.map((text): Attack => {
          const place = pathOf(route, { [name]: '§' });
          return {
            route,
            path: place.replace(encodeURIComponent('§'), encoded(text)),
            ...(route.body ? { body: '{}' } : {}),
          };
        }),
      ),
    );
    expect(attacks.length).toBeGreaterThan(300);
    expect(await send(attacks)).toEqual([]);
  });

  it('into every filter, sort key, cursor and other query key breaks nothing', async () => {
    const attacks = routes.flatMap((route) =>
      [...route.queries, "x' OR 1=1[eq]", '__proto__[eq]', 'constructor'].flatMap((name, index) =>
        // The names are many: each gets a third of the texts, the next name the next third.
        TEXTS.filter((_, at) => (at + index) % 3 === 0).map((text): Attack => {
          const query = `${encodeURIComponent(name)}=${encoded(text)}`;
          return { route, path: `${pathOf(route)}?${query}`, ...(route.body ? { body: '{}' } : {}) };
        }),
      ),
    );
    expect(attacks.length).toBeGreaterThan(1_000);
    expect(await send(attacks)).toEqual([]);
  });

  it('into every key of every body, at every depth, breaks nothing', async () => {
    const attacks = routes.flatMap((route) =>
      route.body === null
        ? []
        : [...attackedBodies(route.body, resolve)].map((body): Attack => ({ route, path: pathOf(route), body })),
    );
    expect(attacks.length).toBeGreaterThan(2_000);
    expect(await send(attacks)).toEqual([]);
  });

  it('into headers breaks nothing', async () => {
    const texts = TEXTS.filter((text) => /^[\x20-\x7e]*$/.test(text));
    const attacks = routes.flatMap((route, index) =>
      ['idempotency-key', 'if-match', 'x-request-id', 'x-min-position'].map((name, at): Attack => {
        const text = texts[(index + at) % texts.length] ?? '';
        return { route, path: pathOf(route), headers: { [name]: text }, ...(route.body ? { body: '{}' } : {}) };
      }),
    );
    expect(await send(attacks)).toEqual([]);
  });

  it('leaves the program and the other tenant as they were', async () => {
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    const sales = await stack.person('sales', stack.tenants.other);
    const { status, body } = await stack.call('GET', '/api/accounts', sales);
    expect([status, body.data.map(({ accountName }: { accountName: string }) => accountName)]).toEqual([200, [MARK]]);
    const ready = await stack.call('GET', '/health/readiness');
    expect([ready.status, JSON.stringify(ready.body)]).toEqual([200, expect.not.stringContaining('halted')]);
  });
});
