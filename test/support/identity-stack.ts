import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDBClient } from '@eventstore/db-client';
import { newId } from '../../src/application/derived-ids.ts';
import { DEFAULT_TENANT_ID } from '../../src/application/directory/provision-defaults.ts';
import type { EventStore, Provenance } from '../../src/application/ports/event-store.ts';
import type { TenantId } from '../../src/domain/kernel/ids.ts';
import { startEventNode } from '../../src/embedded/event-node/event-node.ts';
import { freePort } from '../../src/embedded/free-port.ts';
import { createEventStore } from '../../src/eventstore/event-store.ts';
import { createIdentityUseCases, type IdentityUseCases } from '../../src/identity/manage/use-cases.ts';
import { ROLES, type Role } from '../../src/identity/permissions.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { loadConfig } from '../../src/platform/config.ts';
import { createLog } from '../../src/platform/log.ts';
import { createShutdown } from '../../src/platform/shutdown.ts';
import { runApi } from '../../src/roles/api.ts';
import { runProjector } from '../../src/roles/projector.ts';
import type { RoleContext } from '../../src/roles/runtime.ts';
import { type MigratedDatabase, migratedDatabase } from './database.ts';
import { AUDIENCE, type OpenidProvider, openidProvider, TENANT_CLAIM } from './openid-provider.ts';
import { acceptedOutcome, doneOutcome } from './outcomes.ts';

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers whose shape other tests check
  readonly body: any;
  readonly headers: Headers;
}

export interface IdentityStack {
  readonly url: string;
  readonly database: MigratedDatabase;
  readonly provider: OpenidProvider;
  readonly identities: IdentityUseCases;
  /** The tenant that operates the installation, and one that does not. */
  readonly tenants: { readonly own: TenantId; readonly other: TenantId };
  /** A person's token, with the one role that their name says. */
  person(role: Role, tenantId?: TenantId): Promise<string>;
  /** A new key, the whole text. */
  key(roles: readonly Role[], tenantId?: TenantId, expiresAt?: string): Promise<{ id: string; text: string }>;
  call(method: string, path: string, bearer?: string, body?: unknown, headers?: object): Promise<Answer>;
  /** Approves what was asked for (202) as a second administrator, and gives the first answer back. */
  approved(answer: Answer, tenantId?: TenantId): Promise<Answer>;
  /** Waits until what has been decided so far can be seen by whoever authenticates. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** Longer than answers about identities are remembered. */
const STALE_MS = 3_200;

const SECOND_ADMIN = 'second-admin';

export function asOperator(tenantId: TenantId): Provenance {
  const commandId = newId();
  const [correlationId, causationId] = [commandId, commandId];
  const actor = { kind: 'system', id: 'test' } as const;
  return { tenantId, actor, commandId, correlationId, causationId, recordedAt: systemClock.now() };
}

/** The API and the projector as their roles run them, with identities required and a real OpenID provider. */
export async function identityStack(env: Record<string, string> = {}): Promise<IdentityStack> {
  const directory = await mkdtemp(join(tmpdir(), 'ledgerline-identity-'));
  const [node, database, provider, port] = await Promise.all([
    startEventNode({ directory, durable: false }),
    migratedDatabase(),
    openidProvider(),
    freePort(),
  ]);
  const config = loadConfig({
    NODE_ENV: 'test',
    LEDGERLINE_DATA: directory,
    EVENTSTORE_URL: node.connectionString,
    DATABASE_URL: database.loginUrl,
    PORT: String(port),
    LOG_LEVEL: 'silent',
    AUTH_MODE: 'required',
    OIDC_ISSUER: provider.issuer,
    OIDC_AUDIENCE: AUDIENCE,
    OIDC_TENANT_CLAIM: TENANT_CLAIM,
    RATE_LIMIT_PER_KEY: '1000000',
    RATE_LIMIT_PER_TENANT: '1000000',
    RATE_LIMIT_FAILURES: '1000000',
    ...env,
  });
  const shutdowns: (() => Promise<void>)[] = [];
  const contextOf = (role: string): RoleContext => {
    const log = createLog({ role, ...config.log });
    const shutdown = createShutdown({
      log,
      exit: (() => undefined) as never,
      signals: { on: () => undefined } as never,
    });
    shutdowns.unshift(() => shutdown.begin('the test is over'));
    return { config, log, clock: systemClock, build: 'test', shutdown };
  };
  await runProjector(contextOf('projector'));
  await runApi(contextOf('api'));

  const client = EventStoreDBClient.connectionString(node.connectionString);
  const eventStore: EventStore = createEventStore(client, 'test');
  const identities = createIdentityUseCases(eventStore);
  const url = `http://127.0.0.1:${port}`;
  const provisioned = await identities.provisionTenant(
    { name: 'Other', admins: [], fourEyes: true },
    asOperator(DEFAULT_TENANT_ID),
  );
  const tenants = { own: DEFAULT_TENANT_ID, other: acceptedOutcome(provisioned).state.tenantId };
  for (const tenantId of Object.values(tenants)) {
    const people: [string, Role][] = [...ROLES.map((role): [string, Role] => [role, role]), [SECOND_ADMIN, 'admin']];
    for (const [name, role] of people) {
      const input = { principal: { kind: 'user', id: `oidc:${name}` }, role, reason: 'Test' } as const;
      doneOutcome(await identities.grantRole(input, asOperator(tenantId)));
    }
  }

  const stack: IdentityStack = {
    url,
    database,
    provider,
    identities,
    tenants,
    person: (role, tenantId = tenants.own) => provider.token({ sub: role, [TENANT_CLAIM]: tenantId }),
    async key(roles, tenantId = tenants.own, expiresAt) {
      const input = { name: roles.join(), roles, scopes: null, expiresAt: expiresAt ?? null };
      const { key, text } = doneOutcome(await identities.issueKey(input, asOperator(tenantId))).state;
      const usable = { id: key.keyId, text: text ?? '' };
      const deadline = Date.now() + 5_000;
      while ((await stack.call('GET', '/api/identity/me', usable.text)).status !== 200 && Date.now() < deadline);
      return usable;
    },
    async call(method, path, bearer, body, headers = {}) {
      const answer = await fetch(`${url}${path}`, {
        method,
        headers: {
          ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      const isJson = answer.headers.get('content-type')?.includes('json') === true;
      const hasJson = isJson && method !== 'HEAD'; // which is answered without a body
      return { status: answer.status, body: hasJson ? JSON.parse(text) : text, headers: answer.headers };
    },
    async approved(answer, tenantId = tenants.own) {
      const bearer = await provider.token({ sub: SECOND_ADMIN, [TENANT_CLAIM]: tenantId });
      const path = `/api/identity/requests/${answer.body.data.id}/approve`;
      const { status, body } = await stack.call('POST', path, bearer, { reason: 'Agreed' });
      if (status !== 200 || body.data.status !== 'approved') {
        throw new Error(`Not approved: ${JSON.stringify(body)}`);
      }
      return answer;
    },
    async settled() {
      await new Promise((resolve) => setTimeout(resolve, STALE_MS));
    },
    async close() {
      for (const close of shutdowns) await close();
      await client.dispose();
      await node.close();
      await provider.close();
      await database.drop();
      await rm(directory, { recursive: true, force: true });
    },
  };
  return stack;
}
