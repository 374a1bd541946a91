import { z } from 'zod';
import type { ChangeAccountInput } from '../../../application/directory/change-account.ts';
import { zInvoicing } from '../../../domain/account/invoicing-events.ts';
import { zBillTo } from '../../../domain/account-tree/events.ts';
import { zAccountId } from '../../../domain/kernel/ids.ts';
import { respondAccepted } from '../../accepted.ts';
import { defineRoute } from '../../define-route.ts';
import { zAccepted } from '../../envelope.ts';
import { acceptedOrRefuse } from '../../refusal.ts';
import { zOptional, zOptionalText, zRequiredText, zWireDate } from '../../values.ts';
import { DIRECTORY_GROUPS } from '../directory-groups.ts';
import { recordOfDecision, zAccount } from './account-record.ts';

const zWhy = z.strictObject({ reason: zRequiredText(1000) });

const common = {
  method: 'POST',
  permission: 'account.write',
  tags: ['Accounts'],
  params: z.strictObject({ id: zAccountId }),
  groups: DIRECTORY_GROUPS,
  response: { 200: zAccepted(zAccount) },
} as const;

/** Nothing of the form changes but the status. */
function statusOnly(
  accountId: ChangeAccountInput['accountId'],
  status: ChangeAccountInput['changes']['status'],
  reason: string,
  expectedRevision: number | undefined,
): ChangeAccountInput {
  return { accountId, changes: { status }, contact: {}, parentAccountId: undefined, reason, expectedRevision };
}

function statusRoute<const Verb extends string>(
  verb: Verb,
  status: 'active' | 'inactive' | 'suspended',
  summary: string,
) {
  return defineRoute({
    ...common,
    url: `/api/accounts/:id/${verb}`,
    summary,
    body: zWhy,
    handler: async ({ params: { id }, body, deps, command, reply }) => {
      const { expectedRevision, ...provenance } = command();
      const input = statusOnly(id, status, body.reason, expectedRevision);
      const outcome = acceptedOrRefuse(await deps.useCases.directory.changeAccount(input, provenance));
      const { state, position, revision } = outcome;
      return respondAccepted(reply, { data: recordOfDecision(state), position, revision, groups: DIRECTORY_GROUPS });
    },
  });
}

export const activateAccount = statusRoute('activate', 'active', 'Make an account active: contracts can be made on it');
export const suspendAccount = statusRoute(
  'suspend',
  'suspended',
  'Suspend an account: nothing new, what runs is billed',
);
export const deactivateAccount = statusRoute(
  'deactivate',
  'inactive',
  'Set an account inactive: nobody deals with it now',
);

export const closeAccountRoute = defineRoute({
  ...common,
  url: '/api/accounts/:id/close',
  summary: 'Close an account, with a reason',
  description: 'Refused while open accounts stand below it or contracts stand on it. Its history stays.',
  body: zWhy,
  handler: async ({ params: { id }, body, deps, command, reply }) => {
    const { expectedRevision, ...provenance } = command();
    const input = { accountId: id, reason: body.reason, expectedRevision };
    const { state, position, revision } = acceptedOrRefuse(
      await deps.useCases.directory.closeAccount(input, provenance),
    );
    return respondAccepted(reply, { data: recordOfDecision(state), position, revision, groups: DIRECTORY_GROUPS });
  },
});

export const moveAccountRoute = defineRoute({
  ...common,
  url: '/api/accounts/:id/move',
  summary: 'Move an account with everything below it to another parent, or to the top',
  description: 'Debts and invoices stay where they are; what is raised from the day on counts in the new place.',
  body: z.strictObject({
    parentAccountId: zAccountId.nullable(),
    effectiveOn: zOptional(zWireDate).meta({ description: 'Today unless given; not before the latest move' }),
    reason: zRequiredText(1000),
  }),
  handler: async ({ params: { id }, body, deps, command, reply }) => {
    const { expectedRevision: _ofTheAccount, ...provenance } = command(); // a place is decided on the tree
    const { parentAccountId: toParentId, effectiveOn = null, reason } = body;
    const input = { accountId: id, toParentId, effectiveOn, reason };
    const outcome = acceptedOrRefuse(await deps.useCases.directory.relocateAccount(input, provenance));
    const { state, position, revision } = outcome;
    return respondAccepted(reply, { data: recordOfDecision(state), position, revision, groups: DIRECTORY_GROUPS });
  },
});

export const setBillToRoute = defineRoute({
  ...common,
  url: '/api/accounts/:id/set-bill-to',
  summary: 'Say who gets the documents of new contracts of the account',
  description: 'The account itself, its parent, or one account above. Contracts that are there keep theirs.',
  body: z.strictObject({
    billTo: zBillTo,
    effectiveOn: zOptional(zWireDate).meta({
      description: 'For contracts that start then or later; today unless given',
    }),
    reason: zOptionalText(1000),
  }),
  handler: async ({ params: { id }, body, deps, command, reply }) => {
    const { expectedRevision: _ofTheAccount, ...provenance } = command(); // decided on the tree
    const { billTo, effectiveOn = null, reason = null } = body;
    const input = { accountId: id, billTo, effectiveOn, reason };
    const { state, position } = acceptedOrRefuse(await deps.useCases.directory.setBillTo(input, provenance));
    return respondAccepted(reply, { data: recordOfDecision(state), position, groups: DIRECTORY_GROUPS });
  },
});

export const setInvoicingRoute = defineRoute({
  ...common,
  url: '/api/accounts/:id/set-invoicing',
  summary: 'Say how documents that are billed to the account are grouped',
  description:
    'One for each contract, one for each buyer (the default), or with a summary over the documents of several buyers. ' +
    'Holds for what is billed from now on.',
  body: z.strictObject({ invoicing: zInvoicing, reason: zOptionalText(1000) }),
  handler: async ({ params: { id }, body, deps, command, reply }) => {
    const { expectedRevision, ...provenance } = command();
    const input = { accountId: id, invoicing: body.invoicing, reason: body.reason ?? null, expectedRevision };
    const outcome = acceptedOrRefuse(await deps.useCases.directory.setInvoicing(input, provenance));
    const { state, position, revision } = outcome;
    return respondAccepted(reply, { data: recordOfDecision(state), position, revision, groups: DIRECTORY_GROUPS });
  },
});

export const mergeAccount = defineRoute({
  ...common,
  url: '/api/accounts/:id/merge',
  summary: 'Merge an account into another one that it turned out to be',
  description:
    'What stands below it moves; its contracts and invoices stay addressed to it and count with the survivor. ' +
    'The same request again finishes what was interrupted.',
  body: z.strictObject({
    intoAccountId: zAccountId,
    carryOver: z
      .boolean()
      .optional()
      .meta({ description: 'Adds its contacts, addresses and tax registrations to the survivor; true unless given' }),
    reason: zRequiredText(1000),
  }),
  handler: async ({ params: { id }, body, deps, command, reply }) => {
    const { expectedRevision: _ofTheAccount, ...provenance } = command(); // decided on the tree
    const { intoAccountId, carryOver = true, reason } = body;
    const input = { accountId: id, intoAccountId, carryOver, reason };
    const outcome = acceptedOrRefuse(await deps.useCases.directory.mergeAccounts(input, provenance));
    const { state, position, revision } = outcome;
    return respondAccepted(reply, { data: recordOfDecision(state), position, revision, groups: DIRECTORY_GROUPS });
  },
});
