import { z } from 'zod';
import type { Identity } from '../../../identity/identity.ts';
import { ROLES } from '../../../identity/permissions.ts';
import { defineRoute } from '../../define-route.ts';
import { zAccepted } from '../../envelope.ts';
import { zOptionalText, zRequiredText } from '../../values.ts';
import { zContractInFull } from './contract-in-full.ts';
import { CONTRACT_GROUPS, contractsOf } from './contracts-of.ts';
import { respondWithContract, zContractParams } from './write-contracts.ts';

const common = {
  method: 'POST',
  tags: ['Contracts'],
  params: zContractParams,
  groups: CONTRACT_GROUPS,
  response: { 200: zAccepted(zContractInFull) },
} as const;

const zOptionalReason = z.strictObject({ reason: zOptionalText(1000) });

/** The local user of a single machine has every role. */
function rolesOf({ roles }: Identity): readonly string[] {
  return roles ?? ROLES;
}

export const submitContract = defineRoute({
  ...common,
  url: '/api/contracts/:id/submit',
  permission: 'contract.draft',
  summary: 'Lay a draft before those who must approve it',
  description: 'Who that is follows from the seller’s thresholds for value and discount.',
  body: zOptionalReason.meta({ id: 'SubmitContract' }).optional(),
  handler: async ({ params, body, deps, command, reply }) => {
    const { expectedRevision, ...provenance } = command();
    const input = { contractId: params.id, reason: body?.reason ?? null, expectedRevision };
    return respondWithContract(reply, await contractsOf(deps).submitContract(input, provenance));
  },
});

export const approveContract = defineRoute({
  ...common,
  url: '/api/contracts/:id/approve',
  permission: 'contract.approve',
  summary: 'Approve the next step of a draft',
  description: 'By a person with the role of that step, who neither submitted it nor approved another step.',
  body: zOptionalReason.meta({ id: 'ApproveContract' }).optional(),
  handler: async ({ params, body, deps, command, identity, reply }) => {
    const { expectedRevision, ...provenance } = command();
    const input = { contractId: params.id, roles: rolesOf(identity()), reason: body?.reason ?? null, expectedRevision };
    return respondWithContract(reply, await contractsOf(deps).approveContract(input, provenance));
  },
});

export const rejectContract = defineRoute({
  ...common,
  url: '/api/contracts/:id/reject',
  permission: 'contract.approve',
  summary: 'Turn a draft down',
  description: 'It can be changed and submitted again.',
  body: z.strictObject({ reason: zRequiredText(1000) }).meta({ id: 'RejectContract' }),
  handler: async ({ params, body, deps, command, identity, reply }) => {
    const { expectedRevision, ...provenance } = command();
    const input = { contractId: params.id, roles: rolesOf(identity()), reason: body.reason, expectedRevision };
    return respondWithContract(reply, await contractsOf(deps).rejectContract(input, provenance));
  },
});
