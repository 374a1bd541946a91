import type { ContractId } from '../kernel/ids.ts';
import type { RunGroup } from './events.ts';

/** Contracts in one chunk, and so in one job and one numbering append; fewer where they are heavy. */
export const CHUNK_CONTRACTS_MAX = 200;
/** A chunk of two hundred contracts with fifty events or lines each: about as much as one job should do. */
export const CHUNK_WEIGHT_MAX = 10_000;

/** The first of `<group>`, `<group>.2`, `<group>.3`… that is free, which it is no more. */
export function takeName(groupId: string, taken: Set<string>): string {
  let name = groupId;
  for (let part = 2; taken.has(name); part += 1) {
    name = `${groupId}.${part}`;
  }
  taken.add(name);
  return name;
}

/** How much work a contract is, about: its events and lines. */
export type WeightOf = (contractId: ContractId) => number;

/**
 * Groups in chunks, in their order: as many as the limits of a chunk allow, and at least one. No group holds more contracts
 * than a chunk; one that is too heavy has a chunk of its own.
 */
export function inChunks(groups: readonly RunGroup[], weightOf: WeightOf = () => 1): RunGroup[][] {
  const chunks: RunGroup[][] = [];
  let contracts = 0;
  let weight = 0;
  for (const group of groups) {
    const ownWeight = group.contractIds.reduce((sum, contractId) => sum + weightOf(contractId), 0);
    contracts += group.contractIds.length;
    weight += ownWeight;
    if (chunks.length === 0 || contracts > CHUNK_CONTRACTS_MAX || weight > CHUNK_WEIGHT_MAX) {
      chunks.push([]);
      contracts = group.contractIds.length;
      weight = ownWeight;
    }
    chunks.at(-1)?.push(group);
  }
  return chunks;
}
