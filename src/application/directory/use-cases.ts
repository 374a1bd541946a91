import type { ContactBook } from '../../domain/account/contact-points.ts';
import type { TenantId } from '../../domain/kernel/ids.ts';
import type { Clock } from '../ports/clock.ts';
import type { DirectoryFinders } from '../ports/directory-finders.ts';
import type { EventStore, Provenance } from '../ports/event-store.ts';
import { type AccountContact, type BulkVault, type ContactBoxes, readContacts } from './account-contact.ts';
import { type AddProductInput, addProduct } from './add-product.ts';
import { type ChangeAccountInput, changeAccount } from './change-account.ts';
import { changeAndCloseAccount } from './change-and-close-account.ts';
import { type ChangeProductInput, changeProduct } from './change-product.ts';
import { type CloseAccountInput, closeAccount } from './close-account.ts';
import { type Listed, listAddresses, listContacts } from './contact-list.ts';
import {
  type AddContactPointInput,
  addContactPoint,
  type ChangeContactPointInput,
  changeContactPoint,
  type RemoveContactPointInput,
  removeContactPoint,
} from './contact-points.ts';
import type { Address, Contact } from './contact-text.ts';
import { type MergeAccountsInput, mergeAccounts } from './merge-accounts.ts';
import { type OpenAccountInput, openAccount } from './open-account.ts';
import type { PlacedAccountOutcome } from './placed-account.ts';
import type { ProductOutcome } from './recorded-product.ts';
import { type RelocateAccountInput, relocateAccount } from './relocate-account.ts';
import { type RetireProductInput, retireProduct } from './retire-product.ts';
import {
  type ChangeSellerInput,
  type ChangeTaxRatesInput,
  changeSeller,
  changeTaxRates,
  type RegisterSellerInput,
  registerSeller,
  type SellerOutcome,
} from './sellers.ts';
import { type SetBillToInput, setBillTo } from './set-bill-to.ts';
import { type SetInvoicingInput, setInvoicing } from './set-invoicing.ts';
import { type SetOrderPolicyInput, setOrderPolicy } from './set-order-policy.ts';
import {
  type AddTaxRegistrationInput,
  addTaxRegistration,
  type PreferTaxRegistrationInput,
  preferTaxRegistration,
  type RemoveTaxRegistrationInput,
  removeTaxRegistration,
} from './tax-registrations.ts';

export interface DirectoryDeps {
  readonly eventStore: EventStore;
  readonly clock: Clock;
  readonly vault: BulkVault;
  readonly finders: DirectoryFinders;
}

/** What a process can do with the directory, with everything bound that it needs. */
export interface DirectoryUseCases {
  openAccount(input: OpenAccountInput, provenance: Provenance): Promise<PlacedAccountOutcome>;
  changeAccount(input: ChangeAccountInput, provenance: Provenance): Promise<PlacedAccountOutcome>;
  /** Changes and then closes: what a form means that sets the status to closed among other things. */
  changeAndCloseAccount(input: ChangeAccountInput, provenance: Provenance): Promise<PlacedAccountOutcome>;
  closeAccount(input: CloseAccountInput, provenance: Provenance): Promise<PlacedAccountOutcome>;
  /** Moves with a day and a reason. */
  relocateAccount(input: RelocateAccountInput, provenance: Provenance): Promise<PlacedAccountOutcome>;
  mergeAccounts(input: MergeAccountsInput, provenance: Provenance): Promise<PlacedAccountOutcome>;
  setBillTo(input: SetBillToInput, provenance: Provenance): Promise<PlacedAccountOutcome>;
  setInvoicing(input: SetInvoicingInput, provenance: Provenance): Promise<PlacedAccountOutcome>;
  setOrderPolicy(input: SetOrderPolicyInput, provenance: Provenance): Promise<PlacedAccountOutcome>;
  addContactPoint(input: AddContactPointInput, provenance: Provenance): Promise<PlacedAccountOutcome>;
  changeContactPoint(input: ChangeContactPointInput, provenance: Provenance): Promise<PlacedAccountOutcome>;
  removeContactPoint(input: RemoveContactPointInput, provenance: Provenance): Promise<PlacedAccountOutcome>;
  addTaxRegistration(input: AddTaxRegistrationInput, provenance: Provenance): Promise<PlacedAccountOutcome>;
  preferTaxRegistration(input: PreferTaxRegistrationInput, provenance: Provenance): Promise<PlacedAccountOutcome>;
  removeTaxRegistration(input: RemoveTaxRegistrationInput, provenance: Provenance): Promise<PlacedAccountOutcome>;
  /** What the forms of accounts show in clear text, in the order given. */
  readContacts(tenantId: TenantId, boxes: readonly ContactBoxes[]): Promise<AccountContact[]>;
  listContacts(tenantId: TenantId, book: ContactBook): Promise<Listed<Contact>[]>;
  listAddresses(tenantId: TenantId, book: ContactBook): Promise<Listed<Address>[]>;
  addProduct(input: AddProductInput, provenance: Provenance): Promise<ProductOutcome>;
  changeProduct(input: ChangeProductInput, provenance: Provenance): Promise<ProductOutcome>;
  retireProduct(input: RetireProductInput, provenance: Provenance): Promise<ProductOutcome>;
  registerSeller(input: RegisterSellerInput, provenance: Provenance): Promise<SellerOutcome>;
  changeSeller(input: ChangeSellerInput, provenance: Provenance): Promise<SellerOutcome>;
  changeTaxRates(input: ChangeTaxRatesInput, provenance: Provenance): Promise<SellerOutcome>;
}

export function createDirectoryUseCases(deps: DirectoryDeps): DirectoryUseCases {
  return {
    openAccount: (input, provenance) => openAccount(deps, input, provenance),
    changeAccount: (input, provenance) => changeAccount(deps, input, provenance),
    changeAndCloseAccount: (input, provenance) => changeAndCloseAccount(deps, input, provenance),
    closeAccount: (input, provenance) => closeAccount(deps, input, provenance),
    relocateAccount: (input, provenance) => relocateAccount(deps, input, provenance),
    mergeAccounts: (input, provenance) => mergeAccounts(deps, input, provenance),
    setBillTo: (input, provenance) => setBillTo(deps, input, provenance),
    setInvoicing: (input, provenance) => setInvoicing(deps, input, provenance),
    setOrderPolicy: (input, provenance) => setOrderPolicy(deps, input, provenance),
    addContactPoint: (input, provenance) => addContactPoint(deps, input, provenance),
    changeContactPoint: (input, provenance) => changeContactPoint(deps, input, provenance),
    removeContactPoint: (input, provenance) => removeContactPoint(deps, input, provenance),
    addTaxRegistration: (input, provenance) => addTaxRegistration(deps, input, provenance),
    preferTaxRegistration: (input, provenance) => preferTaxRegistration(deps, input, provenance),
    removeTaxRegistration: (input, provenance) => removeTaxRegistration(deps, input, provenance),
    readContacts: (tenantId, boxes) => readContacts(deps.vault, tenantId, boxes),
    listContacts: (tenantId, book) => listContacts(deps.vault, tenantId, book),
    listAddresses: (tenantId, book) => listAddresses(deps.vault, tenantId, book),
    addProduct: (input, provenance) => addProduct(deps, input, provenance),
    changeProduct: (input, provenance) => changeProduct(deps, input, provenance),
    retireProduct: (input, provenance) => retireProduct(deps, input, provenance),
    registerSeller: (input, provenance) => registerSeller(deps, input, provenance),
    changeSeller: (input, provenance) => changeSeller(deps, input, provenance),
    changeTaxRates: (input, provenance) => changeTaxRates(deps, input, provenance),
  };
}
