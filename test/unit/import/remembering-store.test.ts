import { describe, expect, it } from 'vitest';
import { execute } from '../../../src/application/execute.ts';
import { accountStream } from '../../../src/application/streams.ts';
import { rememberingStore } from '../../../src/cli/import/remembering-store.ts';
import { account } from '../../../src/domain/account/account.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { accountOpened, anAccountId } from '../../support/controls/accounts.ts';
import { aProvenance, TENANT } from '../../support/controls/provenance.ts';
import { createMemoryEventStore } from '../../support/memory-event-store.ts';

const STREAM = accountStream(TENANT, anAccountId('acme'));

async function world() {
  const real = createMemoryEventStore();
  await real.append(STREAM, -1, [accountOpened()], aProvenance());
  let loads = 0;
  const counted = {
    ...real,
    load: ((stream, fold) => {
      loads += 1;
      return real.load(stream, fold);
    }) as typeof real.load,
  };
  return { real, store: rememberingStore(counted), loads: () => loads };
}

const changedOn = civilDate('2026-03-01');
const rename = (accountName: string) =>
  ({ kind: 'change', changes: { accountName }, changedOn, reason: null }) as const;

describe('the short memory of an import', () => {
  it('reads a record once for many rows', async () => {
    const { store, loads } = await world();
    await Promise.all([store.load(STREAM, account), store.load(STREAM, account)]);
    expect((await store.load(STREAM, account)).state).toMatchObject({ accountName: 'Acme' });
    expect(loads()).toBe(1);
  });

  it('sees what it writes itself', async () => {
    const { store } = await world();
    await store.load(STREAM, account);
    await execute(store, account, STREAM, rename('Acme Two'), aProvenance());
    expect((await store.load(STREAM, account)).state).toMatchObject({ accountName: 'Acme Two' });
  });

  it('decides anew when somebody else was faster', async () => {
    const { real, store } = await world();
    await store.load(STREAM, account);
    await execute(
      real,
      account,
      STREAM,
      { kind: 'close', closedOn: '2026-03-01' as never, reason: null, closing: null },
      aProvenance(),
    );
    const outcome = await execute(store, account, STREAM, rename('Acme Two'), aProvenance());
    expect(outcome).toMatchObject({ outcome: 'rejected', rejection: { code: 'ACCOUNT_CLOSED' } });
  });
});
