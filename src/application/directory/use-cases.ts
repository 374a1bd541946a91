import type { TenantId } from '../../domain/kernel/ids.ts';
import type { Sealed } from '../../domain/kernel/sealed.ts';
import type { Clock } from '../ports/clock.ts';
import type { DirectoryFinders } from '../ports/directory-finders.ts';
import type { EventStore, Provenance } from '../ports/event-store.ts';
import { type AccountContact, type BulkVault, unsealContacts } from './account-contact.ts';
import { type AddProductInput, addProduct } from './add-product.ts';
import { type ChangeAccountInput, changeAccount } from './change-account.ts';
import { changeAndCloseAccount } from './change-and-close-account.ts';
import { type ChangeProductInput, changeProduct } from './change-product.ts';
import { type CloseAccountInput, closeAccount } from './close-account.ts';
import { type OpenAccountInput, openAccount } from './open-account.ts';
import type { PlacedAccountOutcome } from './placed-account.ts';
import type { ProductOutcome } from './recorded-product.ts';
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
  /** Contacts in clear text, in the order of the boxes. */
  readContacts(tenantId: TenantId, sealed: readonly (Sealed | null)[]): Promise<AccountContact[]>;
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
    readContacts: (tenantId, sealed) => unsealContacts(deps.vault, tenantId, sealed),
    addProduct: (input, provenance) => addProduct(deps, input, provenance),
    changeProduct: (input, provenance) => changeProduct(deps, input, provenance),
    retireProduct: (input, provenance) => retireProduct(deps, input, provenance),
    registerSeller: (input, provenance) => registerSeller(deps, input, provenance),
    changeSeller: (input, provenance) => changeSeller(deps, input, provenance),
    changeTaxRates: (input, provenance) => changeTaxRates(deps, input, provenance),
  };
}
