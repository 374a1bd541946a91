import type { ContractLineInput } from '../../application/contracts/contract-lines.ts';
import { type DraftContractInput, draftContract } from '../../application/contracts/draft-contract.ts';
import type { Rejection } from '../../domain/kernel/decider.ts';
import { ACCOUNTS } from './accounts-file.ts';
import { compareContract } from './compare-contract.ts';
import type { ContractRow } from './contracts-file.ts';
import { type ImportDeps, importedId, importProvenance } from './dependencies.ts';
import { findContract, findProduct } from './find-record.ts';
import { accountIdOf } from './import-account.ts';
import type { Problem } from './problem.ts';
import { PRODUCTS } from './products-file.ts';
import { missing, type RowOutcome, refusal, refusedBy } from './row-outcome.ts';

const COLUMN_OF = {
  accountId: 'accountReference',
  billToAccountId: 'billToReference',
  'lines.0.productId': 'sku',
  'lines.0.quantity': 'seats',
  'lines.0.price': 'seatPrice',
};

/** Drafts the contract of a row and activates it, or compares it with the one that has its number. */
export async function importContract(deps: ImportDeps, row: ContractRow): Promise<RowOutcome> {
  const { contractNumber, status } = row.values;
  const found = await findContract(deps, contractNumber);
  if (found !== undefined) {
    const compared = await compareContract(deps, row, found.state);
    // A draft that the file calls active: an import that was stopped in between, or a draft that was signed since.
    const isToActivate = status === 'active' && found.state.status === 'draft';
    if (compared !== 'unchanged' || !isToActivate) {
      return compared;
    }
  }
  const input = await draftInput(deps, row);
  if ('kind' in input) {
    return [input];
  }
  const commandId = found?.state.contractId ?? importedId(deps, 'contract', contractNumber);
  const outcome = await draftContract(deps, input, importProvenance(deps, commandId));
  if (outcome.outcome === 'rejected') {
    return [accountMissing(deps, row, outcome.rejection) ?? refusedBy(outcome.rejection, row, COLUMN_OF)].flat();
  }
  if (outcome.state.status === 'discarded') {
    const reason = `${contractNumber} was imported before and has been discarded since; choose another number`;
    return [refusal(row, 'contractNumber', 'CONTRACT_DISCARDED', reason)];
  }
  return 'added';
}

/** Accounts are looked up by the use case; whoever wrote the file knows them by reference. */
function accountMissing(deps: ImportDeps, row: ContractRow, { code, fields }: Rejection): Problem | undefined {
  if (code !== 'CONTRACT_ACCOUNT_NOT_FOUND') {
    return undefined;
  }
  const isBillTo = fields?.billToAccountId !== undefined;
  const column = isBillTo ? 'billToReference' : 'accountReference';
  const key = (isBillTo ? row.values.billToReference : null) ?? row.values.accountReference;
  return missing(deps, row, { column, what: 'account', key, file: ACCOUNTS.file });
}

async function draftInput(deps: ImportDeps, row: ContractRow): Promise<DraftContractInput | Problem> {
  const { accountReference, billToReference, sku, seats, seatPrice, committedSeats, ...fields } = row.values;
  const line = sku === null ? null : await productLine(deps, row, sku);
  if (line !== null && 'kind' in line) {
    return line;
  }
  return {
    ...fields,
    accountId: accountIdOf(deps, accountReference),
    billToAccountId: billToReference === null ? null : accountIdOf(deps, billToReference),
    sellerId: deps.sellerId,
    metadata: {},
    priceBookId: null,
    billingAnchor: null,
    trialDays: 0,
    discounts: [],
    uplift: null,
    minimumCommitment: null,
    renewalTermMonths: null,
    renewalPrice: null,
    policies: {},
    lines: line === null ? null : [line],
    seatCount: sku === null ? seats : null,
    committedSeats: sku === null ? committedSeats : null,
    seatPrice: sku === null ? seatPrice : null,
  };
}

async function productLine(deps: ImportDeps, row: ContractRow, sku: string): Promise<ContractLineInput | Problem> {
  const { seats, seatPrice, committedSeats } = row.values;
  const sold = await findProduct(deps, sku);
  if (sold === undefined) {
    return missing(deps, row, { column: 'sku', what: 'product', key: sku, file: PRODUCTS.file });
  }
  if (seats === null && committedSeats === null && (seatPrice !== null || sold.pricingModel !== 'flat_fee')) {
    return refusal(row, 'seats', 'SEATS_REQUIRED', `is required: ${sold.name} is priced by quantity`);
  }
  return {
    productId: sold.productId,
    description: null,
    quantity: seats ?? committedSeats ?? 1,
    committedQuantity: committedSeats ?? 0,
    price: seatPrice === null ? null : { model: 'seat_based', unitPrice: seatPrice, intervalMonths: 1 },
    taxCategory: null,
    chargeType: null,
    startDate: null,
    endDate: null,
    setupFee: null,
    setupFeeDistinct: null,
    tierGroup: null,
    ramp: [],
    discounts: [],
  };
}
