import { EventStoreDBClient } from '@eventstore/db-client';
import { Command } from 'commander';
import { newId } from '../application/derived-ids.ts';
import { DEFAULT_TENANT_ID } from '../application/directory/provision-defaults.ts';
import type { EventStore, Provenance } from '../application/ports/event-store.ts';
import { type TenantId, zApiKeyId } from '../domain/kernel/ids.ts';
import { tenant } from '../domain/tenant/tenant.ts';
import { createEventStore } from '../eventstore/event-store.ts';
import { issueKey, type KeyOutcome, revokeKey, rotateKey, withoutRequest } from '../identity/manage/keys.ts';
import { grantRole } from '../identity/manage/roles.ts';
import { tenantStream } from '../identity/manage/streams.ts';
import { ROLES, type Role } from '../identity/permissions.ts';
import { readBuildInfo } from '../platform/build-info.ts';
import { systemClock } from '../platform/clock.ts';
import { BadConfig, loadConfig } from '../platform/config.ts';
import { createPool, withTenant } from '../platform/pools.ts';
import { createProgress } from '../projections/runner/progress.ts';
import { aMoment, anId, aPerson, aRole, aTenant, hours } from './keys/arguments.ts';
import { findStack } from './stack.ts';

/** Why it did not work, for whoever types. */
class Unable extends Error {}

const PROJECTED_MS_MAX = 5_000;
const SECONDS_PER_HOUR = 3_600;

interface Running {
  readonly eventStore: EventStore;
  readonly databaseUrl: string;
}

/** Connects to the stack that runs here, or to the servers that the environment names. */
async function withStack<Result>(work: (running: Running) => Promise<Result>): Promise<Result> {
  const config = loadConfig(process.env);
  const stack = await findStack(config);
  if (stack === undefined) {
    throw new Unable(
      `Nothing runs on ${config.dataDirectory}. Start Ledgerline (npm start), or name its servers: EVENTSTORE_URL, DATABASE_URL.`,
    );
  }
  const client = EventStoreDBClient.connectionString(stack.eventStoreUrl);
  try {
    const build = readBuildInfo(config.buildCommit).label;
    return await work({ eventStore: createEventStore(client, build), databaseUrl: stack.databaseUrl });
  } finally {
    await client.dispose();
  }
}

/** Whoever can read the addresses of the stack is its operator; the events say that it was the command line. */
function byOperator(tenantId: TenantId): Provenance {
  const commandId = newId();
  return {
    tenantId,
    actor: { kind: 'system', id: 'command-line' },
    commandId,
    correlationId: commandId,
    causationId: commandId,
    recordedAt: systemClock.now(),
  };
}

async function keyOf(running: Running, outcome: KeyOutcome) {
  if (outcome.outcome === 'rejected') {
    throw new Unable(outcome.rejection.message);
  }
  await projected(running, outcome.position);
  return outcome.state;
}

/** Waits until those who authenticate can see it. */
async function projected({ databaseUrl }: Running, position: bigint): Promise<void> {
  const pool = createPool({ url: databaseUrl, role: 'worker', max: 2 });
  const progress = createProgress(pool);
  try {
    await progress.waitFor(['identity'], position, PROJECTED_MS_MAX);
  } finally {
    await progress.close();
    await pool.end();
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

interface CreateOptions {
  readonly name: string;
  readonly role: Role[];
  readonly tenant: TenantId;
  readonly expires?: string;
}

async function create(options: CreateOptions): Promise<void> {
  await withStack(async (running) => {
    const { state } = await running.eventStore.load(tenantStream(options.tenant), tenant);
    if (state.status === 'none') {
      throw new Unable(`There is no tenant ${options.tenant}.`);
    }
    const input = { name: options.name, roles: options.role, scopes: null, expiresAt: options.expires ?? null };
    const { key, text } = await keyOf(
      running,
      withoutRequest(await issueKey(running.eventStore, input, byOperator(options.tenant))),
    );
    process.stderr.write(`Key ${key.keyId} of tenant ${state.name}, ${key.roles.join(', ')}. Shown this once:\n`);
    say(text ?? '');
  });
}

const LIST = `
  SELECT k.id, k.name, k.prefix, k.roles, k.expires_at, k.revoked_at, u.last_used_at
  FROM identity.api_keys AS k LEFT JOIN ops.api_key_uses AS u ON u.tenant_id = k.tenant_id AND u.key_id = k.id
  ORDER BY k.created_at`;

interface ListedKey {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly roles: string[];
  readonly expires_at: string | null;
  readonly revoked_at: string | null;
  readonly last_used_at: string | null;
}

async function list(options: { readonly tenant: TenantId }): Promise<void> {
  await withStack(async ({ databaseUrl }) => {
    const pool = createPool({ url: databaseUrl, role: 'api', max: 1 });
    try {
      const { rows } = await withTenant(pool, options.tenant, (client) => client.query<ListedKey>(LIST));
      for (const row of rows) {
        const end = row.revoked_at === null ? `expires ${row.expires_at ?? 'never'}` : `revoked ${row.revoked_at}`;
        say(
          `${row.id}  llk_${row.prefix}_…  ${row.roles.join(',')}  ${end}  used ${row.last_used_at ?? 'never'}  ${row.name}`,
        );
      }
    } finally {
      await pool.end();
    }
  });
}

async function rotate(id: string, options: { readonly tenant: TenantId; readonly overlap: number }): Promise<void> {
  await withStack(async (running) => {
    const input = { keyId: zApiKeyId.parse(id), overlapSeconds: options.overlap * SECONDS_PER_HOUR };
    const rotated = await rotateKey(running.eventStore, input, byOperator(options.tenant));
    const { key, text } = await keyOf(running, withoutRequest(rotated));
    process.stderr.write(
      `${key.name} has a new secret; the one of before ends ${key.previous?.until}. Shown this once:\n`,
    );
    say(text ?? '');
  });
}

interface GrantOptions {
  readonly person: string;
  readonly role: readonly Role[];
  readonly tenant: TenantId;
  readonly reason: string;
}

/** For the first people of an installation, and for tenants whose last but one administrator has left. */
async function grant({ person, role: roles, tenant: tenantId, reason }: GrantOptions): Promise<void> {
  await withStack(async (running) => {
    for (const role of roles) {
      const input = { principal: { kind: 'user', id: person }, role, reason } as const;
      const outcome = await grantRole(running.eventStore, input, byOperator(tenantId));
      if (outcome.outcome === 'rejected') {
        throw new Unable(outcome.rejection.message);
      }
      await projected(running, outcome.position);
      say(`${person} has the role ${role}.`);
    }
  });
}

async function revoke(id: string, options: { readonly tenant: TenantId; readonly reason: string }): Promise<void> {
  await withStack(async (running) => {
    const keyId = zApiKeyId.parse(id);
    const input = { keyId, reason: options.reason };
    const { key } = await keyOf(running, await revokeKey(running.eventStore, input, byOperator(options.tenant)));
    say(`${key.name} is revoked; it lets nobody in from a few seconds on.`);
  });
}

const program = new Command('keys').description('Keys with which machines come in, and roles of the first people');
const TENANT = [
  '--tenant <id>',
  'whose key it is; the default tenant unless given',
  aTenant,
  DEFAULT_TENANT_ID,
] as const;

program
  .command('create')
  .description('Issue a key; it is shown once, on standard output')
  .requiredOption('--name <name>', 'what it is for')
  .requiredOption('--role <role>', `one of ${ROLES.join(', ')}; may be repeated`, aRole)
  .option(...TENANT)
  .option('--expires <moment>', 'never unless given', aMoment)
  .action(create);
program
  .command('list')
  .description('Show the keys of a tenant')
  .option(...TENANT)
  .action(list);
program
  .command('revoke')
  .argument('<id>', 'as `list` shows it', anId)
  .description('Take a key out of use, for good')
  .option(...TENANT)
  .option('--reason <reason>', 'why', 'Revoked on the command line')
  .action(revoke);

program
  .command('rotate')
  .argument('<id>', 'as `list` shows it', anId)
  .description('Give a key a new secret; it is shown once, on standard output')
  .option(...TENANT)
  .option('--overlap <hours>', 'how long the secret of before still works', hours, 24)
  .action(rotate);
program
  .command('grant')
  .description('Give a person a role without a second one: for the first administrators')
  .requiredOption('--person <id>', 'as GET /api/identity/me shows it: oidc:… or session:…', aPerson)
  .requiredOption('--role <role>', `one of ${ROLES.join(', ')}; may be repeated`, aRole)
  .option(...TENANT)
  .option('--reason <reason>', 'why', 'Granted on the command line')
  .action(grant);

try {
  await program.parseAsync();
} catch (error) {
  const isPlain = error instanceof Unable || error instanceof BadConfig;
  process.stderr.write(`${isPlain ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
}
