import { expect, test } from 'vitest';
import { moveAccount } from '../../../src/application/directory/move-account.ts';
import { openAccount } from '../../../src/application/directory/open-account.ts';
import type { AccountId } from '../../../src/domain/kernel/ids.ts';
import { createIdentityUseCases } from '../../../src/identity/manage/use-cases.ts';
import { anOpenAccountInput } from '../../support/controls/accounts.ts';
import { createDirectoryDeps } from '../../support/controls/directory.ts';
import { aProvenance } from '../../support/controls/provenance.ts';
import { acceptedOutcome, rejectionOf } from '../../support/outcomes.ts';

/** Root, child, grandchild: the grandchild stands two below its root. */
test('how deep accounts may stand is what the tenant says, for openings and for moves', async () => {
  const deps = createDirectoryDeps();
  const identities = createIdentityUseCases(deps.eventStore);
  const founding = { name: 'Acme', admins: [], fourEyes: false };
  const { tenantId } = acceptedOutcome(await identities.provisionTenant(founding, aProvenance())).state;
  const by = () => aProvenance({ tenantId });
  const depth = async (accountTreeDepthMax: number) =>
    acceptedOutcome(await identities.changeTenantSettings({ accountTreeDepthMax, reason: 'Test' }, by()));
  const open = (parentAccountId: AccountId | null) => openAccount(deps, anOpenAccountInput({ parentAccountId }), by());
  const opened = async (parent: AccountId | null) => acceptedOutcome(await open(parent)).state.account.accountId;
  const move = (accountId: AccountId, toParentId: AccountId) =>
    moveAccount(deps, { accountId, toParentId, reason: null }, by());

  await depth(1);
  const [root, other] = [await opened(null), await opened(null)];
  const child = await opened(root);
  expect(rejectionOf(await open(child)).code).toBe('ACCOUNT_TREE_TOO_DEEP');
  expect(rejectionOf(await move(other, child)).code).toBe('ACCOUNT_TREE_TOO_DEEP');

  await depth(2);
  await opened(child);
  expect(await move(other, child)).toMatchObject({ outcome: 'accepted' });

  // What stands deeper than a new limit stays; only what comes has to keep to it.
  await depth(1);
  expect(rejectionOf(await open(child)).code).toBe('ACCOUNT_TREE_TOO_DEEP');
});
