import { execute, type Outcome } from '../../application/execute.ts';
import type { EventStore, Provenance } from '../../application/ports/event-store.ts';
import { type ApiKey, type ApiKeyCommand, type ApiKeyState, apiKey } from '../../domain/api-key/api-key.ts';
import type { ApiKeyEvent } from '../../domain/api-key/events.ts';
import type { ApiKeyId } from '../../domain/kernel/ids.ts';
import { newApiKeyText } from '../api-key-text.ts';
import type { Permission, Role } from '../permissions.ts';
import { apiKeyStream } from './streams.ts';

export interface IssueKeyInput {
  readonly name: string;
  readonly roles: readonly Role[];
  /** At most these permissions; null is all that the roles hold. */
  readonly scopes: readonly Permission[] | null;
  /** UTC, ISO 8601 with milliseconds; null is never. */
  readonly expiresAt: string | null;
}

export interface RotateKeyInput {
  readonly keyId: ApiKeyId;
  /** How long the secret of before still works; 0 is not at all. */
  readonly overlapSeconds: number;
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

/** Issues a key; its id is the command's. */
export async function issueKey(
  eventStore: EventStore,
  { name, roles, scopes, expiresAt }: IssueKeyInput,
  provenance: Provenance,
): Promise<KeyOutcome> {
  const keyId = provenance.commandId as ApiKeyId; // the id of a new record is its command's
  const { text, prefix, hash } = newApiKeyText();
  const key = {
    keyId,
    name,
    prefix,
    hash,
    roles: [...new Set(roles)],
    scopes: scopes === null ? null : [...new Set(scopes)],
    expiresAt,
    createdBy: provenance.actor,
  };
  return onKey(eventStore, keyId, { kind: 'issue', key, now: provenance.recordedAt }, provenance, text);
}

/** Gives a key a new secret. The one of before works on for a while. */
export async function rotateKey(
  eventStore: EventStore,
  { keyId, overlapSeconds }: RotateKeyInput,
  provenance: Provenance,
): Promise<KeyOutcome> {
  const { text, prefix, hash } = newApiKeyText();
  const now = provenance.recordedAt;
  const overlapUntil = new Date(Date.parse(now) + overlapSeconds * 1_000).toISOString();
  const command = { kind: 'rotate', prefix, hash, overlapUntil, by: provenance.actor, now } as const;
  return onKey(eventStore, keyId, command, provenance, text);
}

export async function revokeKey(
  eventStore: EventStore,
  { keyId, reason }: RevokeKeyInput,
  provenance: Provenance,
): Promise<KeyOutcome> {
  return onKey(eventStore, keyId, { kind: 'revoke', by: provenance.actor, reason }, provenance, null);
}

async function onKey(
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
