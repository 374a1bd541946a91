import { execute, type Outcome, type Rejected, rejected } from '../../application/execute.ts';
import type { EventStore, Provenance } from '../../application/ports/event-store.ts';
import { type ApiKey, type ApiKeyCommand, type ApiKeyState, apiKey } from '../../domain/api-key/api-key.ts';
import type { ApiKeyEvent } from '../../domain/api-key/events.ts';
import type { ApiKeyId } from '../../domain/kernel/ids.ts';
import { newApiKeyText } from '../api-key-text.ts';
import type { Permission, Role } from '../permissions.ts';
import { doOrAsk, type Requested } from './ask-for-grant.ts';
import { apiKeyStream } from './streams.ts';
import { rulesOf } from './tenant-rules.ts';

export interface IssueKeyInput {
  readonly name: string;
  readonly roles: readonly Role[];
  /** At most these permissions; null is all that the roles hold. */
  readonly scopes: readonly Permission[] | null;
  /** UTC, ISO 8601 with milliseconds; null is never. */
  readonly expiresAt: string | null;
  /** For whoever has to approve it. */
  readonly reason?: string | undefined;
}

export interface RotateKeyInput {
  readonly keyId: ApiKeyId;
  /** How long the secret of before still works; 0 is not at all. */
  readonly overlapSeconds: number;
  /** For whoever has to approve it. */
  readonly reason?: string | undefined;
}

export interface RevokeKeyInput {
  readonly keyId: ApiKeyId;
  readonly reason: string;
}

export interface KeyState {
  readonly key: ApiKey;
  /** The whole key, this once. Null when nothing was made now: a repeated command cannot show it again. */
  readonly text: string | null;
}

export type KeyOutcome = Outcome<KeyState, ApiKeyEvent>;
/** A key that waits for approval is shown to whoever asked for it, and lets nobody in yet. */
export type KeyGrantOutcome = KeyOutcome | (Requested & { readonly text: string | null });

/** Issues a key, or asks for one that a second person has to approve; its id is the command's. */
export async function issueKey(
  eventStore: EventStore,
  { name, roles, scopes, expiresAt, reason }: IssueKeyInput,
  provenance: Provenance,
): Promise<KeyGrantOutcome> {
  const keyId = provenance.commandId as ApiKeyId; // the id of a new record is its command's
  const { text, prefix, hash } = newApiKeyText();
  const asked = {
    keyId,
    name,
    prefix,
    hash,
    roles: [...new Set(roles)],
    scopes: scopes === null ? null : [...new Set(scopes)],
    expiresAt,
  };
  const key = { ...asked, createdBy: provenance.actor, approval: null };
  const rules = await rulesOf(eventStore, provenance.tenantId);
  const asking = {
    reason: reason ?? `The key ${name} is wanted`,
    act: () => onKey(eventStore, keyId, { kind: 'issue', key, now: provenance.recordedAt, rules }, provenance, text),
    grant: async () => ({ kind: 'key' as const, ...asked }),
  };
  return withText(await doOrAsk(eventStore, asking, provenance), text);
}

/**
 * Gives a key a new secret. The one of before works on for a while. Whoever is shown a secret can do what its key may, so
 * it takes a second person like the key itself.
 */
export async function rotateKey(
  eventStore: EventStore,
  { keyId, overlapSeconds, reason }: RotateKeyInput,
  provenance: Provenance,
): Promise<KeyGrantOutcome> {
  const { text, prefix, hash } = newApiKeyText();
  const now = provenance.recordedAt;
  const rules = await rulesOf(eventStore, provenance.tenantId);
  const rotation = { prefix, hash, overlapUntil: secondsAfter(now, overlapSeconds) };
  const command = { kind: 'rotate', ...rotation, by: provenance.actor, now, approval: null, rules } as const;
  const asking = {
    reason: reason ?? 'The key is to have a new secret',
    act: () => onKey(eventStore, keyId, command, provenance, text),
    grant: async () => {
      const { name, roles } = await issuedKey(eventStore, provenance, keyId);
      return { kind: 'keyRotation' as const, keyId, name, prefix, hash, roles: [...roles], overlapSeconds };
    },
  };
  return withText(await doOrAsk(eventStore, asking, provenance), text);
}

export async function revokeKey(
  eventStore: EventStore,
  { keyId, reason }: RevokeKeyInput,
  provenance: Provenance,
): Promise<KeyOutcome> {
  return onKey(eventStore, keyId, { kind: 'revoke', by: provenance.actor, reason }, provenance, null);
}

export async function onKey(
  eventStore: EventStore,
  keyId: ApiKeyId,
  command: ApiKeyCommand,
  provenance: Provenance,
  text: string | null,
): Promise<KeyOutcome> {
  const stream = apiKeyStream(provenance.tenantId, keyId);
  const outcome = await execute<ApiKeyState, ApiKeyCommand, ApiKeyEvent>(
    eventStore,
    apiKey,
    stream,
    command,
    provenance,
  );
  if (outcome.outcome === 'rejected') {
    return outcome;
  }
  const { state } = outcome;
  if (state.status === 'none') {
    throw new Error('A command was accepted on a key that does not exist');
  }
  return { ...outcome, state: { key: state, text: outcome.events.length === 0 ? null : text } };
}

/** What only somebody without a second person may expect: the key itself, or why not. */
export function withoutRequest(outcome: KeyGrantOutcome): KeyOutcome | Rejected {
  return outcome.outcome === 'requested'
    ? rejected({ code: 'APPROVAL_REQUIRED', message: 'Another administrator has to approve it.' })
    : outcome;
}

export function secondsAfter(moment: string, seconds: number): string {
  return new Date(Date.parse(moment) + seconds * 1_000).toISOString();
}

function withText(outcome: KeyOutcome | Requested, text: string): KeyGrantOutcome {
  return outcome.outcome === 'requested' ? { ...outcome, text: outcome.isNew ? text : null } : outcome;
}

async function issuedKey(eventStore: EventStore, { tenantId }: Provenance, keyId: ApiKeyId): Promise<ApiKey> {
  const { state } = await eventStore.load<ApiKeyState, ApiKeyEvent>(apiKeyStream(tenantId, keyId), apiKey);
  if (state.status === 'none') {
    throw new Error('A key whose rotation needs approval is there');
  }
  return state;
}
