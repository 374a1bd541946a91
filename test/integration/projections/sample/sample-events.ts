import { derivedId } from '../../../../src/application/derived-ids.ts';
import type { StreamId } from '../../../../src/application/ports/event-store.ts';
import type { DomainEvent } from '../../../../src/domain/kernel/events.ts';
import { TENANT } from '../../../support/controls/provenance.ts';

export interface Fact {
  readonly stream: StreamId;
  readonly event: DomainEvent;
}

export function accountId(name: string): string {
  return derivedId('account', name);
}

function onAccount(name: string, type: string, data: object): Fact {
  return { stream: { category: 'account', tenantId: TENANT, id: accountId(name) }, event: { type, data } };
}

export function opened(name: string): Fact {
  return onAccount(name, 'AccountOpened', {
    accountId: accountId(name),
    accountName: name,
    accountType: 'smb',
    status: 'active',
    parentAccountId: null,
    currency: 'EUR',
    paymentTerms: 'net_30',
    paymentTermsDays: null,
    taxId: null,
    billingCountry: 'DE',
    taxCategory: null,
    creditLimit: '1500.00',
    creditHold: false,
    contact: null,
    metadata: { source: 'sample', rank: 7 },
  });
}

export function renamed(name: string, to: string): Fact {
  return onAccount(name, 'AccountDetailsChanged', { accountName: to });
}

export function limited(name: string, to: string | null): Fact {
  return onAccount(name, 'AccountCreditLimitChanged', { from: '1500.00', to });
}

export function closed(name: string): Fact {
  return onAccount(name, 'AccountClosed', { closedOn: '2026-03-31', reason: null });
}

export function moved(name: string, from: string | null, to: string | null): Fact {
  return {
    stream: { category: 'accountTree', tenantId: TENANT, id: 'tree' },
    event: {
      type: 'AccountMoved',
      data: {
        accountId: accountId(name),
        fromParentId: from === null ? null : accountId(from),
        toParentId: to === null ? null : accountId(to),
        movedOn: '2026-03-01',
        reason: null,
      },
    },
  };
}

/** An event that no group here looks at. */
export function provisioned(): Fact {
  return {
    stream: { category: 'tenant', tenantId: TENANT, id: TENANT },
    event: { type: 'TenantProvisioned', data: { tenantId: TENANT, name: 'Sample', fourEyes: true } },
  };
}

/** A log of `accounts` accounts with everything that can happen to them, some of it several times to the same row. */
export function story(accounts: number): Fact[] {
  const facts: Fact[] = [provisioned()];
  for (let n = 0; n < accounts; n += 1) {
    const name = `account ${n}`;
    facts.push(opened(name), limited(name, n % 2 === 0 ? null : `${n}.50`), renamed(name, `${name} Ltd`));
    if (n > 0) {
      facts.push(moved(name, null, 'account 0'));
    }
    if (n % 5 === 4) {
      facts.push(moved(name, 'account 0', 'account 1'), closed(name));
    }
    if (n % 10 === 9) {
      facts.push(opened(name)); // the same key again, after its row has vanished
    }
  }
  return facts;
}
