import { describe, expect, it } from 'vitest';
import { newId } from '../../../src/application/derived-ids.ts';
import { release, reserve, takeOverAbandoned } from '../../../src/application/natural-keys.ts';
import { aProvenance, OTHER_TENANT } from '../../support/controls/provenance.ts';
import { createMemoryEventStore } from '../../support/memory-event-store.ts';

const deps = () => ({ eventStore: createMemoryEventStore() });
const [first, second] = [newId(), newId()];

describe('a natural key', () => {
  it('goes to the first who asks', async () => {
    const found = deps();
    expect(await reserve(found, 'sku', 'SEAT-1', first, aProvenance())).toEqual({ outcome: 'reserved' });
    expect(await reserve(found, 'sku', 'SEAT-1', second, aProvenance())).toEqual({ outcome: 'taken', owner: first });
  });

  it('is reserved again for the same owner without another event', async () => {
    const found = deps();
    await reserve(found, 'sku', 'SEAT-1', first, aProvenance());
    expect(await reserve(found, 'sku', 'SEAT-1', first, aProvenance())).toEqual({ outcome: 'reserved' });
    expect(found.eventStore.log()).toHaveLength(1);
  });

  it('goes to exactly one of many who ask at once', async () => {
    const found = deps();
    const owners = Array.from({ length: 25 }, newId);
    const answers = await Promise.all(owners.map((owner) => reserve(found, 'sku', 'SEAT-1', owner, aProvenance())));
    const winner = owners[answers.findIndex(({ outcome }) => outcome === 'reserved')];
    expect(answers.filter(({ outcome }) => outcome === 'reserved')).toHaveLength(1);
    expect(answers.filter((answer) => answer.outcome === 'taken' && answer.owner === winner)).toHaveLength(24);
  });

  it('is free again after its owner released it, and only then', async () => {
    const found = deps();
    await reserve(found, 'sku', 'SEAT-1', first, aProvenance());
    await release(found, 'sku', 'SEAT-1', second, aProvenance());
    expect(await reserve(found, 'sku', 'SEAT-1', second, aProvenance())).toEqual({ outcome: 'taken', owner: first });
    await release(found, 'sku', 'SEAT-1', first, aProvenance());
    expect(await reserve(found, 'sku', 'SEAT-1', second, aProvenance())).toEqual({ outcome: 'reserved' });
  });

  it('can be reserved, released and reserved by one and the same command', async () => {
    const found = deps();
    const command = aProvenance();
    await reserve(found, 'sku', 'SEAT-1', first, command);
    await release(found, 'sku', 'SEAT-1', first, command);
    expect(await reserve(found, 'sku', 'SEAT-1', first, command)).toEqual({ outcome: 'reserved' });
    expect(await reserve(found, 'sku', 'SEAT-1', second, aProvenance())).toEqual({ outcome: 'taken', owner: first });
  });

  it('belongs to one kind and one tenant, and minds upper and lower case', async () => {
    const found = deps();
    await reserve(found, 'sku', 'A-1', first, aProvenance());
    expect(await reserve(found, 'contractNumber', 'A-1', second, aProvenance())).toEqual({ outcome: 'reserved' });
    expect(await reserve(found, 'sku', 'a-1', second, aProvenance())).toEqual({ outcome: 'reserved' });
    expect(await reserve(found, 'sku', 'A-1', second, aProvenance({ tenantId: OTHER_TENANT }))).toEqual({
      outcome: 'reserved',
    });
  });
});

describe('a reservation whose record never came', () => {
  const takeOver = async (recordedAt: string) => {
    const found = deps();
    await reserve(found, 'sku', 'SEAT-1', first, aProvenance({ recordedAt: '2026-03-01T09:00:00.000Z' }));
    const parties = { from: first, owner: second };
    return takeOverAbandoned(found, 'sku', 'SEAT-1', parties, aProvenance({ recordedAt }));
  };

  it('is left alone while its command may still be running', async () => {
    expect(await takeOver('2026-03-01T09:04:59.000Z')).toEqual({ outcome: 'taken', owner: first });
  });

  it('goes to the next one after five minutes', async () => {
    expect(await takeOver('2026-03-01T09:05:01.000Z')).toEqual({ outcome: 'reserved' });
  });
});
