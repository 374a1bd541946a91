import type { RouteDefinition } from '../define-route.ts';
import { getRollup, listChildRollups } from './accounts/account-rollup.ts';
import { getAncestors, getChildren, getDescendants, getHierarchy } from './accounts/account-tree.ts';
import {
  activateAccount,
  closeAccountRoute,
  deactivateAccount,
  mergeAccount,
  moveAccountRoute,
  setBillToRoute,
  setInvoicingRoute,
  suspendAccount,
} from './accounts/account-verbs.ts';
import { deleteAddress, listAddresses, patchAddress, postAddress } from './accounts/addresses.ts';
import { listBillTos } from './accounts/bill-to.ts';
import { deleteContact, listContacts, patchContact, postContact } from './accounts/contacts.ts';
import {
  getAccountCredit,
  holdCreditRoute,
  listCreditUses,
  releaseCreditRoute,
  setCreditPolicyRoute,
} from './accounts/credit.ts';
import { setOrderPolicyRoute } from './accounts/order-policy.ts';
import { getAccount, listAccounts } from './accounts/read-accounts.ts';
import {
  deleteTaxRegistration,
  listTaxRegistrations,
  postTaxRegistration,
  preferTaxRegistration,
} from './accounts/tax-registrations.ts';
import { deleteAccount, patchAccount, postAccount } from './accounts/write-accounts.ts';
import { listCreditHolds } from './credit/holds.ts';
import { getProduct, listProducts } from './products/read-products.ts';
import { deleteProduct, patchProduct, postProduct } from './products/write-products.ts';
import { patchSeller } from './sellers/change-seller.ts';
import { changeTaxRates, getSeller, getSellerHistory, listSellers, postSeller } from './sellers/sellers.ts';

/** Accounts and their hierarchy, products, sellers. */
export const DIRECTORY_ROUTES: readonly RouteDefinition[] = [
  listAccounts,
  getAccount,
  postAccount,
  patchAccount,
  deleteAccount,
  activateAccount,
  suspendAccount,
  deactivateAccount,
  closeAccountRoute,
  moveAccountRoute,
  mergeAccount,
  listBillTos,
  setBillToRoute,
  setInvoicingRoute,
  setOrderPolicyRoute,
  listContacts,
  postContact,
  patchContact,
  deleteContact,
  listAddresses,
  postAddress,
  patchAddress,
  deleteAddress,
  listTaxRegistrations,
  postTaxRegistration,
  preferTaxRegistration,
  deleteTaxRegistration,
  getHierarchy,
  getChildren,
  getDescendants,
  getAncestors,
  getRollup,
  listChildRollups,
  getAccountCredit,
  listCreditUses,
  setCreditPolicyRoute,
  holdCreditRoute,
  releaseCreditRoute,
  listCreditHolds,
  listProducts,
  getProduct,
  postProduct,
  patchProduct,
  deleteProduct,
  listSellers,
  getSeller,
  getSellerHistory,
  postSeller,
  patchSeller,
  changeTaxRates,
];
