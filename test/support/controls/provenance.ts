import { derivedId, newId } from '../../../src/application/derived-ids.ts';
import type { Provenance } from '../../../src/application/ports/event-store.ts';
import type { TenantId } from '../../../src/domain/kernel/ids.ts';

export const TENANT = derivedId('tenant', 'controls') as TenantId; // ids are uuids; which one does not matter
export const OTHER_TENANT = derivedId('tenant', 'controls, another one') as TenantId;

/** A command of a person, with an id of its own. */
export function aProvenance(changes: Partial<Provenance> = {}): Provenance {
  const commandId = changes.commandId ?? newId();
  return {
    tenantId: TENANT,
    actor: { kind: 'user', id: 'test' },
    correlationId: commandId,
    causationId: commandId,
    recordedAt: '2026-03-01T09:30:00.000Z',
    ...changes,
    commandId,
  };
}
