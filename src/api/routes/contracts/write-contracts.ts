import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { ContractInFullOutcome } from '../../../application/contracts/contract-in-full.ts';
import { zContractId } from '../../../domain/kernel/ids.ts';
import type { Identity } from '../../../identity/identity.ts';
import { respondAccepted, respondDeleted } from '../../accepted.ts';
import { defineRoute } from '../../define-route.ts';
import { zAccepted } from '../../envelope.ts';
import { acceptedOrRefuse } from '../../refusal.ts';
import { requirePermission } from '../../require-permission.ts';
import { contractInFull, zContractInFull } from './contract-in-full.ts';
import { changesOf, draftInputOf, zContractChanges, zNewContract } from './contract-input.ts';
import { CONTRACT_GROUPS, contractsOf } from './contracts-of.ts';

export const zContractParams = z.strictObject({ id: zContractId });

/** Answers a command that left a contract: the record, 200 unless it is new. */
export async function respondWithContract(
  reply: FastifyReply,
  outcome: ContractInFullOutcome,
  status: 200 | 201 = 200,
) {
  const { state, position, revision } = acceptedOrRefuse(outcome);
  return respondAccepted(reply, {
    data: contractInFull(state),
    position,
    revision,
    groups: CONTRACT_GROUPS,
    status,
    location: status === 201 ? `/api/contracts/${state.contract.contractId}` : undefined,
  });
}

/** A form that sets the status means another fact beside the one that its route is for. */
function requireStatusPermission(identity: Identity, status: string | null | undefined): void {
  if (status === 'active') {
    requirePermission(identity, 'contract.activate', 'Activating a contract');
  } else if (status === 'cancelled') {
    requirePermission(identity, 'contract.cancel', 'Cancelling a contract');
  }
}

export const postContract = defineRoute({
  method: 'POST',
  url: '/api/contracts',
  permission: 'contract.draft',
  summary: 'Draft a contract',
  description:
    'Amounts come from lines, else from seatCount and seatPrice (per seat and month), else from contractValue spread ' +
    'over the term. With status active it is activated at once.',
  tags: ['Contracts'],
  body: zNewContract,
  groups: CONTRACT_GROUPS,
  response: { 201: zAccepted(zContractInFull) },
  handler: async ({ body, deps, command, identity, reply }) => {
    requireStatusPermission(identity(), body.status);
    return respondWithContract(reply, await contractsOf(deps).draftContract(draftInputOf(body), command()), 201);
  },
});

export const patchContract = defineRoute({
  method: 'PATCH',
  url: '/api/contracts/:id',
  permission: 'contract.amend',
  summary: 'Change a contract',
  description:
    'Only what differs becomes a fact. In a draft it holds from the start; later, seatCount, committedSeats (up) ' +
    'and seatPrice hold from today where the seller is; a later endDate extends the term, status renewed agrees a new one, ' +
    'cancelled ends it today. Account, start, currency and billing rhythm cannot change any more.',
  tags: ['Contracts'],
  params: zContractParams,
  body: zContractChanges,
  groups: CONTRACT_GROUPS,
  response: { 200: zAccepted(zContractInFull) },
  handler: async ({ params, body, deps, command, identity, reply }) => {
    requireStatusPermission(identity(), body.status);
    const { expectedRevision, ...provenance } = command();
    const input = { contractId: params.id, changes: changesOf(body), expectedRevision };
    return respondWithContract(reply, await contractsOf(deps).changeContract(input, provenance));
  },
});

export const deleteContract = defineRoute({
  method: 'DELETE',
  url: '/api/contracts/:id',
  permission: 'contract.draft',
  summary: 'Discard a draft',
  description: 'Its number is free again. A contract that was activated is cancelled instead.',
  tags: ['Contracts'],
  params: zContractParams,
  groups: CONTRACT_GROUPS,
  response: { 204: z.undefined() },
  handler: async ({ params, deps, command, reply }) => {
    const { expectedRevision, ...provenance } = command();
    const input = { contractId: params.id, reason: null, expectedRevision };
    const { position, revision } = acceptedOrRefuse(await contractsOf(deps).discardDraft(input, provenance));
    return respondDeleted(reply, { position, revision, groups: CONTRACT_GROUPS });
  },
});
