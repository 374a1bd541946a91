import type { z } from 'zod';
import { defineRoute, type RouteDefinition } from '../../define-route.ts';
import { zAccepted } from '../../envelope.ts';
import * as amendments from './amendments.ts';
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

export const activateContract = defineRoute({
  ...common,
  url: '/api/contracts/:id/activate',
  permission: 'contract.activate',
  summary: 'Activate a draft',
  description: 'Prices of the catalogue are copied onto the contract: later edits of the catalogue do not rebill it.',
  handler: async ({ params, deps, command, reply }) => {
    const { expectedRevision, ...provenance } = command();
    const input = { contractId: params.id, expectedRevision };
    return respondWithContract(reply, await contractsOf(deps).activateContract(input, provenance));
  },
});

function amendmentRoute<Body extends z.ZodObject>(of: amendments.AmendmentVerb<Body>): RouteDefinition {
  return defineRoute({
    ...common,
    url: `/api/contracts/:id/${of.verb}`,
    permission: of.permission,
    summary: of.summary,
    description: of.description ?? of.summary,
    body: of.isBodyOptional === true ? of.body.optional() : of.body,
    handler: async ({ params, body, deps, command, reply }) => {
      const { expectedRevision, ...provenance } = command();
      // Where the body may be left out, the empty one passes its schema.
      const amendment = of.amendment(body ?? of.body.parse({}));
      const input = { contractId: params.id, amendment, expectedRevision };
      return respondWithContract(reply, await contractsOf(deps).amendContract(input, provenance));
    },
  });
}

/** Commands on binding contracts, each a verb with a body of its own. */
export const AMENDMENT_ROUTES: readonly RouteDefinition[] = [
  amendmentRoute(amendments.adjustSeats),
  amendmentRoute(amendments.reprice),
  amendmentRoute(amendments.changeCommitment),
  amendmentRoute(amendments.grantDiscount),
  amendmentRoute(amendments.endDiscount),
  amendmentRoute(amendments.addLine),
  amendmentRoute(amendments.removeLine),
  amendmentRoute(amendments.extendTerm),
  amendmentRoute(amendments.changeSchedule),
  amendmentRoute(amendments.pause),
  amendmentRoute(amendments.resume),
  amendmentRoute(amendments.renew),
  amendmentRoute(amendments.declineRenewal),
  amendmentRoute(amendments.withdrawChange),
  amendmentRoute(amendments.cancel),
];
