import { signedLines } from '../../application/contracts/draft-contract.ts';
import type { Contract } from '../../application/contracts/existing-contract.ts';
import { takesDays } from '../../domain/kernel/due-date.ts';
import type { ContractRow } from './contracts-file.ts';
import type { ImportDeps } from './dependencies.ts';
import { findProduct } from './find-record.ts';
import { accountIdOf } from './import-account.ts';
import { type Compared, compareRow, type RowOutcome } from './row-outcome.ts';

/**
 * A row beside the contract that has its number: the terms as they stand, and the line as it was signed, since seats
 * and prices change by amendments. Cells that take a default from elsewhere say nothing when they are empty.
 */
export async function compareContract(deps: ImportDeps, row: ContractRow, there: Contract): Promise<RowOutcome> {
  const sold = row.values.sku === null ? undefined : await findProduct(deps, row.values.sku);
  return compareRow(row, [
    ...parties(deps, row, there),
    ...terms(row, there),
    ...line(row, there, sold?.productId ?? row.values.sku),
    ...status(row, there),
  ]);
}

function parties(deps: ImportDeps, { values }: ContractRow, { terms: there, sellerId }: Contract): Compared[] {
  const { accountReference, billToReference } = values;
  // Ids say nothing to whoever wrote the file; that it is another account does.
  const account = (column: string, reference: string, accountId: string): Compared => ({
    column,
    wanted: reference,
    there: accountIdOf(deps, reference) === accountId ? reference : `account ${accountId}`,
  });
  return [
    account('accountReference', accountReference, there.accountId),
    // Where the file says nothing, the account has decided when the contract was drafted.
    ...(billToReference === null ? [] : [account('billToReference', billToReference, there.billToAccountId)]),
    { column: 'contractNumber', wanted: deps.sellerId, there: sellerId },
  ];
}

function terms({ values }: ContractRow, { terms: there }: Contract): Compared[] {
  const { contractNumber, contractName, currency, contractValue, billingIntervalMonths, paymentTerms } = values;
  const given = (column: 'currency' | 'paymentTerms' | 'billingIntervalMonths', wanted: unknown): Compared[] =>
    wanted === null ? [] : [{ column, wanted, there: there[column] }];
  const same = [
    'purchaseOrderNumber',
    'startDate',
    'endDate',
    'billingFrequency',
    'billingInAdvance',
    'autoRenew',
    'renewalNoticeDays',
    'notes',
  ] as const;
  return [
    { column: 'contractName', wanted: contractName ?? contractNumber, there: there.contractName },
    ...given('currency', currency),
    ...same.map((column) => ({ column, wanted: values[column], there: there[column] })),
    { column: 'contractValue', wanted: contractValue, there: there.contractValue, isDecimal: true },
    ...given('billingIntervalMonths', billingIntervalMonths),
    ...given('paymentTerms', paymentTerms),
    ...(paymentTerms !== null && takesDays(paymentTerms)
      ? [{ column: 'paymentTermsDays', wanted: values.paymentTermsDays, there: there.paymentTermsDays }]
      : []),
  ];
}

function line({ values }: ContractRow, there: Contract, productId: string | null): Compared[] {
  const lines = signedLines(there);
  const [first, ...others] = lines;
  if (first === undefined || others.length > 0) {
    return [{ column: 'seats', wanted: '1 line', there: `${lines.length} lines` }];
  }
  const seats = values.seats ?? values.committedSeats ?? 1;
  const priceThere = first.price?.model === 'seat_based' ? first.price.unitPrice : null;
  return [
    { column: 'sku', wanted: productId, there: first.productId },
    { column: 'seats', wanted: seats, there: first.quantity },
    { column: 'committedSeats', wanted: values.committedSeats ?? 0, there: first.committedQuantity },
    ...(values.seatPrice === null
      ? []
      : [{ column: 'seatPrice', wanted: values.seatPrice, there: priceThere, isDecimal: true }]),
  ];
}

/** What was active may have been cancelled since, and a draft be still to activate; but an active one is no draft. */
function status({ values }: ContractRow, there: Contract): Compared[] {
  return values.status === 'draft' && there.status !== 'draft'
    ? [{ column: 'status', wanted: 'draft', there: there.status }]
    : [];
}
