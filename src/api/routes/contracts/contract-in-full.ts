import { z } from 'zod';
import type { ContractInFull } from '../../../application/contracts/contract-in-full.ts';
import type { Contract } from '../../../application/contracts/existing-contract.ts';
import { valueMismatch } from '../../../domain/contract/contract-value.ts';
import type { ContractListRow } from '../../../projections/billing/contracts/queries/contracts.ts';
import { contractRecord, contractRecordOfRow, zContract } from './contract-record.ts';

/** A single contract with what somebody should look at. Lists leave that out: it takes rating the whole term. */
export const zContractInFull = zContract
  .extend({
    /** Nothing that was refused: what may be meant otherwise. */
    warnings: z.array(z.strictObject({ code: z.enum(['CONTRACT_VALUE_MISMATCH']), message: z.string() })),
  })
  .meta({ id: 'ContractInFull' });

export function contractInFull(found: ContractInFull) {
  return { ...contractRecord(found), warnings: warningsOf(found.contract) };
}

export function contractInFullOfRow(row: ContractListRow) {
  return { ...contractRecordOfRow(row), warnings: warningsOf(row.state) };
}

function warningsOf(contract: Contract): z.input<typeof zContractInFull>['warnings'] {
  const mismatch = contract.status === 'discarded' ? undefined : valueMismatch(contract);
  if (mismatch === undefined) {
    return [];
  }
  const { contractValue, linesValue } = mismatch;
  const { currency, endDate } = contract.terms;
  return [
    {
      code: 'CONTRACT_VALUE_MISMATCH',
      message:
        `The contract value is ${contractValue} ${currency}, but the lines come to ${linesValue} ${currency} over the ` +
        `term to ${endDate}; the lines are what is billed.`,
    },
  ];
}
