import { z } from 'zod';
import { zAccountId } from '../../../domain/kernel/ids.ts';
import { respondAccepted } from '../../accepted.ts';
import { defineRoute } from '../../define-route.ts';
import { zAccepted } from '../../envelope.ts';
import { acceptedOrRefuse } from '../../refusal.ts';
import { zOptional, zOptionalText, zWireDate, zWireMoney } from '../../values.ts';
import { DIRECTORY_GROUPS } from '../directory-groups.ts';
import { recordOfDecision, zAccount } from './account-record.ts';

const zShortfallInput = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('hold') }),
  z.strictObject({ kind: z.literal('split') }),
  z.strictObject({ kind: z.literal('tolerance'), percent: zWireMoney }),
]);

export const setOrderPolicyRoute = defineRoute({
  method: 'POST',
  url: '/api/accounts/:id/set-order-policy',
  permission: 'account.write',
  summary: 'Say whether the account’s documents need a purchase order',
  description:
    'Where an order has too little left, a document waits (hold), takes the rest of the next order (split), or goes ' +
    'beyond by some percent of the order (tolerance).',
  tags: ['Accounts'],
  params: z.strictObject({ id: zAccountId }),
  body: z
    .strictObject({
      requiresPurchaseOrder: z.boolean(),
      shortfall: zShortfallInput.optional().meta({ description: 'hold unless given' }),
      effectiveOn: zOptional(zWireDate).meta({ description: 'For documents issued then or later; today unless given' }),
      reason: zOptionalText(1000),
    })
    .meta({ id: 'SetOrderPolicy' }),
  groups: DIRECTORY_GROUPS,
  response: { 200: zAccepted(zAccount) },
  handler: async ({ params: { id }, body, deps, command, reply }) => {
    const { expectedRevision, ...provenance } = command();
    const { requiresPurchaseOrder, shortfall = { kind: 'hold' }, effectiveOn = null, reason = null } = body;
    const input = { accountId: id, requiresPurchaseOrder, shortfall, effectiveOn, reason, expectedRevision };
    const outcome = acceptedOrRefuse(await deps.useCases.directory.setOrderPolicy(input, provenance));
    const { state, position, revision } = outcome;
    return respondAccepted(reply, { data: recordOfDecision(state), position, revision, groups: DIRECTORY_GROUPS });
  },
});
