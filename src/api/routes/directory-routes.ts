import type { RouteDefinition } from '../define-route.ts';
import { getRollup, listChildRollups } from './accounts/account-rollup.ts';
import { getAncestors, getChildren, getDescendants, getHierarchy } from './accounts/account-tree.ts';
import { getAccount, listAccounts } from './accounts/read-accounts.ts';
import { deleteAccount, patchAccount, postAccount } from './accounts/write-accounts.ts';
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
  getHierarchy,
  getChildren,
  getDescendants,
  getAncestors,
  getRollup,
  listChildRollups,
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
