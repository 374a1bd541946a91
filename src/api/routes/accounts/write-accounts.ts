import { z } from 'zod';
import { zAccountId } from '../../../domain/kernel/ids.ts';
import { isPermitted } from '../../../identity/identity.ts';
import { respondAccepted, respondDeleted } from '../../accepted.ts';
import { defineRoute } from '../../define-route.ts';
import { zAccepted } from '../../envelope.ts';
import { acceptedOrRefuse } from '../../refusal.ts';
import { DIRECTORY_GROUPS } from '../directory-groups.ts';
import { contactOf, zAccountChanges, zNewAccount } from './account-input.ts';
import { recordOfDecision, zAccount } from './account-record.ts';

const zParams = z.strictObject({ id: zAccountId });

export const postAccount = defineRoute({
  method: 'POST',
  url: '/api/accounts',
  permission: 'account.write',
  summary: 'Open an account',
  tags: ['Accounts'],
  body: zNewAccount,
  groups: DIRECTORY_GROUPS,
  response: { 201: zAccepted(zAccount) },
  handler: async ({ body, deps, command, reply }) => {
    const outcome = await deps.useCases.directory.openAccount(
      {
        accountName: body.accountName,
        accountType: body.accountType,
        status: body.status ?? 'active',
        parentAccountId: body.parentAccountId ?? null,
        currency: body.currency ?? deps.config.defaultCurrency,
        paymentTerms: body.paymentTerms ?? null,
        paymentTermsDays: body.paymentTermsDays ?? null,
        taxId: body.taxId ?? null,
        billingCountry: body.billingCountry ?? null,
        taxCategory: body.taxCategory ?? null,
        creditLimit: body.creditLimit ?? null,
        creditHold: body.creditHold ?? false,
        metadata: body.metadata ?? {},
        contact: contactOf(body),
      },
      command(),
    );
    const { state, position, revision } = acceptedOrRefuse(outcome);
    return respondAccepted(reply, {
      data: recordOfDecision(state),
      position,
      revision,
      groups: DIRECTORY_GROUPS,
      status: 201,
      location: `/api/accounts/${state.account.accountId}`,
    });
  },
});

export const patchAccount = defineRoute({
  method: 'PATCH',
  url: '/api/accounts/:id',
  permission: 'account.write',
  summary: 'Change an account',
  description: 'Only what differs becomes a fact; another parentAccountId moves the account with all below it.',
  tags: ['Accounts'],
  params: zParams,
  body: zAccountChanges,
  groups: DIRECTORY_GROUPS,
  response: { 200: zAccepted(zAccount) },
  handler: async ({ params, body, deps, command, identity, reply }) => {
    const { status, parentAccountId, reason } = body;
    const { expectedRevision, ...provenance } = command();
    const directory = deps.useCases.directory;
    const change = status === 'closed' ? directory.changeAndCloseAccount : directory.changeAccount;
    const outcome = await change(
      {
        accountId: params.id,
        changes: {
          accountName: body.accountName,
          accountType: body.accountType,
          status: status === 'closed' ? undefined : status,
          // An empty choice of what every account has leaves it as it is.
          currency: body.currency ?? undefined,
          paymentTerms: body.paymentTerms ?? undefined,
          paymentTermsDays: body.paymentTermsDays,
          paymentTermsFrom: body.paymentTermsFrom,
          taxId: body.taxId,
          billingCountry: body.billingCountry,
          taxCategory: body.taxCategory,
          creditLimit: body.creditLimit,
          creditHold: body.creditHold,
          metadata: body.metadata,
        },
        contact: contactOf(body),
        parentAccountId,
        reason: reason ?? null,
        mayReleaseHold: isPermitted(identity(), 'credit.release'),
        expectedRevision,
      },
      provenance,
    );
    const { state, position, revision } = acceptedOrRefuse(outcome);
    return respondAccepted(reply, { data: recordOfDecision(state), position, revision, groups: DIRECTORY_GROUPS });
  },
});

export const deleteAccount = defineRoute({
  method: 'DELETE',
  url: '/api/accounts/:id',
  permission: 'account.write',
  summary: 'Close an account',
  description: 'Refused while open accounts stand below it or contracts run on it. Its history stays.',
  tags: ['Accounts'],
  params: zParams,
  groups: DIRECTORY_GROUPS,
  response: { 204: z.undefined() },
  handler: async ({ params, deps, command, reply }) => {
    const { expectedRevision, ...provenance } = command();
    const input = { accountId: params.id, reason: null, expectedRevision };
    const { position, revision } = acceptedOrRefuse(await deps.useCases.directory.closeAccount(input, provenance));
    return respondDeleted(reply, { position, revision, groups: DIRECTORY_GROUPS });
  },
});
