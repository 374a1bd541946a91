import type { ContractEvent } from './events.ts';

type DraftedData = Extract<ContractEvent, { type: 'ContractDrafted' }>['data'];

/** The terms as they stand: what was drafted, with every later change folded in. */
export type ContractTerms = Omit<DraftedData, 'contractId' | 'contractNumber' | 'sellerId' | 'lines'>;
