import { unsealContact } from '../../application/directory/account-contact.ts';
import { loadAccount } from '../../application/directory/existing-account.ts';
import { openAccount } from '../../application/directory/open-account.ts';
import { accountTreeStream } from '../../application/streams.ts';
import type { Account } from '../../domain/account/state.ts';
import { accountTree } from '../../domain/account-tree/account-tree.ts';
import { parentOf } from '../../domain/account-tree/ways.ts';
import type { AccountId } from '../../domain/kernel/ids.ts';
import { ACCOUNTS, type AccountRow } from './accounts-file.ts';
import { type ImportDeps, importedId, importProvenance } from './dependencies.ts';
import { compareRow, missing, type RowOutcome, refusedBy } from './row-outcome.ts';

const PARENT = { column: 'parentReference', what: 'account', file: ACCOUNTS.file };

/** Accounts have no natural key of their own in the ledger: the reference is what their ids derive from. */
export function accountIdOf(deps: Pick<ImportDeps, 'tenantId'>, reference: string): AccountId {
  return importedId(deps, 'account', reference) as AccountId; // the id of a new account is its command's
}

/** Opens the account of a row, or compares it with the one that is there. Its parent must have gone in before. */
export async function importAccount(deps: ImportDeps, row: AccountRow): Promise<RowOutcome> {
  const { values } = row;
  const accountId = accountIdOf(deps, values.reference);
  const found = await loadAccount(deps.eventStore, deps.tenantId, accountId);
  if (found !== undefined) {
    return compareAccount(deps, row, found.state);
  }
  const { reference, parentReference, ...fields } = values;
  const parentAccountId = parentReference === null ? null : accountIdOf(deps, parentReference);
  const { details, contact } = partsOf(fields);
  const outcome = await openAccount(
    deps,
    { ...details, parentAccountId, contact, metadata: { reference } },
    importProvenance(deps, accountId),
  );
  if (outcome.outcome === 'accepted') {
    return 'added';
  }
  return outcome.rejection.code === 'ACCOUNT_PARENT_NOT_FOUND' && parentReference !== null
    ? [missing(deps, row, { ...PARENT, key: parentReference })]
    : refusedBy(outcome.rejection, row, { parentAccountId: PARENT.column });
}

/** What an account says openly, and what is sealed. */
function partsOf(fields: Omit<AccountRow['values'], 'reference' | 'parentReference'>) {
  const { accountName, accountType, status, currency, paymentTerms, paymentTermsDays, ...rest } = fields;
  const { taxId, billingCountry, taxCategory, creditLimit, creditHold, ...contact } = rest;
  const terms = { paymentTerms, paymentTermsDays, creditLimit, creditHold };
  return {
    details: { accountName, accountType, status, currency, taxId, billingCountry, taxCategory, ...terms },
    contact,
  };
}

async function compareAccount(deps: ImportDeps, row: AccountRow, there: Account): Promise<RowOutcome> {
  const { reference: _key, parentReference, ...fields } = row.values;
  const { details, contact } = partsOf(fields);
  const [tree, contactThere] = await Promise.all([
    deps.eventStore.load(accountTreeStream(deps.tenantId), accountTree),
    unsealContact(deps.vault, deps.tenantId, there.contact),
  ]);
  const parentId = parentOf(tree.state, new Map([[there.accountId, there.openedUnder]]), there.accountId);
  const isSameParent = parentId === (parentReference === null ? null : accountIdOf(deps, parentReference));
  return compareRow(row, [
    ...differencesOf(details, there),
    { column: 'parentReference', wanted: parentReference, there: isSameParent ? parentReference : parentId },
    // Erased for good: what it was cannot be said any more.
    ...(contactThere === undefined ? [] : differencesOf(contact, contactThere)),
  ]);
}

function differencesOf<Wanted extends object>(wanted: Wanted, there: { readonly [Name in keyof Wanted]: unknown }) {
  const names = Object.keys(wanted) as (keyof Wanted & string)[]; // Object.keys of a typed object gives its keys
  return names.map((column) => ({
    column,
    wanted: wanted[column],
    there: there[column],
    isDecimal: column === 'creditLimit',
  }));
}
