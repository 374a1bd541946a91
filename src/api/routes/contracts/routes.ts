import type { RouteDefinition } from '../../define-route.ts';
import { AMENDMENT_ROUTES, activateContract } from './contract-commands.ts';
import { previewContract } from './preview-contract.ts';
import { getContract, listContracts } from './read-contracts.ts';
import { deleteContract, patchContract, postContract } from './write-contracts.ts';

/** Everything below /api/contracts but the shares of a contract. */
export const CONTRACT_ROUTES: readonly RouteDefinition[] = [
  listContracts,
  postContract,
  getContract,
  patchContract,
  deleteContract,
  activateContract,
  ...AMENDMENT_ROUTES,
  previewContract,
];
