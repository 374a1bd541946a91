import type { RouteDefinition } from '../../define-route.ts';
import { approveContract, rejectContract, submitContract } from './approve-contract.ts';
import { AMENDMENT_ROUTES, activateContract } from './contract-commands.ts';
import { getContractTimeline } from './contract-timeline.ts';
import { previewContractAmendments } from './preview-amendments.ts';
import { previewContract } from './preview-contract.ts';
import { quoteContractRenewal } from './quote-renewal.ts';
import { getContract, listContracts } from './read-contracts.ts';
import { deleteContractShare, listContractShares, listContractsSharedWith, postContractShare } from './shares.ts';
import { deleteContract, patchContract, postContract } from './write-contracts.ts';

/** Everything below /api/contracts. */
export const CONTRACT_ROUTES: readonly RouteDefinition[] = [
  listContracts,
  postContract,
  getContract,
  patchContract,
  deleteContract,
  submitContract,
  approveContract,
  rejectContract,
  activateContract,
  ...AMENDMENT_ROUTES,
  listContractShares,
  postContractShare,
  deleteContractShare,
  listContractsSharedWith,
  previewContract,
  previewContractAmendments,
  quoteContractRenewal,
  getContractTimeline,
];
