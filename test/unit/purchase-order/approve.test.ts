import { describe, it } from 'vitest';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { ApprovalStep } from '../../../src/domain/purchase-order/chain.ts';
import type { PurchaseOrderEvent } from '../../../src/domain/purchase-order/events.ts';
import { purchaseOrder } from '../../../src/domain/purchase-order/purchase-order.ts';
import { given } from '../../support/given.ts';
import {
  ada,
  amount,
  asking,
  ben,
  cleo,
  dora,
  machine,
  registered,
  submitted,
  TODAY,
} from '../../support/purchase-orders.ts';

const role = (name: string) => ({ kind: 'role', role: name }) as const;
const user = ({ id }: { readonly id: string }) => ({ kind: 'user', id }) as const;
const any = (...approvers: ApprovalStep['approvers']): ApprovalStep => ({ needs: 'any', approvers });
const all = (...approvers: ApprovalStep['approvers']): ApprovalStep => ({ needs: 'all', approvers });

const by = (who: typeof ada | typeof ben | typeof cleo | typeof dora | typeof machine, ...roles: string[]) => ({
  by: who,
  roles,
  today: TODAY,
  reason: null,
});
const approve = { kind: 'approve', ...by(ben, 'approver') } as const;
const approved = (step: number, approver: number, approvedBy: object, changes: object = {}): PurchaseOrderEvent =>
  ({
    type: 'PurchaseOrderStepApproved',
    data: { request: 1, step, approver, approvedBy, onBehalfOf: null, approvedOn: TODAY, reason: null, ...changes },
  }) as PurchaseOrderEvent; // the principals above
const opened: PurchaseOrderEvent = { type: 'PurchaseOrderApproved', data: { request: 1, approvedOn: TODAY } };
const delegated = (from: object, to: object, changes: object = {}): PurchaseOrderEvent =>
  ({
    type: 'PurchaseOrderStepDelegated',
    data: {
      request: 1,
      step: 1,
      approver: 1,
      delegatedBy: from,
      delegatedTo: to,
      delegatedOn: TODAY,
      reason: 'on leave',
      ...changes,
    },
  }) as PurchaseOrderEvent;

describe('an order that nobody has to approve', () => {
  it('is open as soon as it is submitted', () => {
    given(purchaseOrder, [registered()])
      .when({ kind: 'submit', reason: null, ...asking() })
      .thenAccepts(
        {
          type: 'PurchaseOrderRequested',
          data: {
            request: 1,
            requestedOn: TODAY,
            requestedBy: ada,
            responsible: ada,
            steps: [],
            remindEveryDays: null,
            expiresOn: null,
            reason: null,
          },
        },
        opened,
      );
  });
});

describe('a chain of steps', () => {
  const chain = submitted([any(role('finance'), user(cleo)), all(role('approver'), user(dora))]);

  it('is gone through in order; the last approval opens the order', () => {
    given(purchaseOrder, chain).when(approve).thenRejects('APPROVAL_ROLE_MISSING'); // step 1 is not for approvers
    given(purchaseOrder, chain)
      .when({ kind: 'approve', ...by(cleo) })
      .thenAccepts(approved(1, 2, cleo));
    const first = [...chain, approved(1, 2, cleo)];
    given(purchaseOrder, first)
      .when(approve)
      .thenAccepts(approved(2, 1, ben));
    given(purchaseOrder, [...first, approved(2, 1, ben)])
      .when({ kind: 'approve', ...by(dora) })
      .thenAccepts(approved(2, 2, dora), opened);
  });

  it('where all are needed takes them in any order', () => {
    const first = [...chain, approved(1, 2, cleo)];
    given(purchaseOrder, first)
      .when({ kind: 'approve', ...by(dora) })
      .thenAccepts(approved(2, 2, dora));
    given(purchaseOrder, [...first, approved(2, 2, dora)])
      .when(approve)
      .thenAccepts(approved(2, 1, ben), opened);
  });

  it('takes another person for each role, and says nothing to who has approved already', () => {
    const two = submitted([all(role('finance'), role('approver'))]);
    given(purchaseOrder, [...two, approved(1, 1, ben)])
      .when({ kind: 'approve', ...by(ben, 'finance', 'approver') })
      .thenIgnores();
    given(purchaseOrder, [...two, approved(1, 1, ben)])
      .when({ kind: 'approve', ...by(cleo, 'finance', 'approver') })
      .thenAccepts(approved(1, 2, cleo), opened);
  });

  it('gives a person the place that names them before one of their role', () => {
    const both = submitted([all(role('approver'), user(cleo))]);
    given(purchaseOrder, both)
      .when({ kind: 'approve', ...by(cleo, 'approver') })
      .thenAccepts(approved(1, 2, cleo));
  });

  it('lets who is named approve where they are named, wherever else they have', () => {
    const twice = submitted([any(role('finance')), all(user(cleo))]);
    given(purchaseOrder, [...twice, approved(1, 1, cleo)])
      .when({ kind: 'approve', ...by(cleo, 'finance') })
      .thenAccepts(approved(2, 1, cleo), opened);
  });

  it('is decided by no machine, nor by whoever asked or wrote the order', () => {
    given(purchaseOrder, chain)
      .when({ kind: 'approve', ...by(machine, 'finance') })
      .thenRejects('APPROVAL_BY_MACHINE');
    given(purchaseOrder, chain)
      .when({ kind: 'approve', ...by(ada, 'finance') })
      .thenRejects('APPROVAL_OF_YOUR_OWN');
    const byKey = submitted([any(role('finance'))], { registeredBy: machine, responsible: cleo });
    given(purchaseOrder, byKey)
      .when({ kind: 'approve', ...by(cleo, 'finance') })
      .thenRejects('APPROVAL_OF_YOUR_OWN');
    given(purchaseOrder, chain)
      .when({ kind: 'reject', ...by(ada, 'finance'), reason: 'no' })
      .thenRejects('APPROVAL_OF_YOUR_OWN');
  });

  it('that only its requester could go through is refused at once', () => {
    const submit = (...steps: ApprovalStep[]) => ({ kind: 'submit', reason: null, ...asking(steps) }) as const;
    given(purchaseOrder, [registered()])
      .when(submit(any(user(ada))))
      .thenRejects('PURCHASE_ORDER_CHAIN_STUCK');
    given(purchaseOrder, [registered()])
      .when(submit(all(user(ada), role('finance'))))
      .thenRejects('PURCHASE_ORDER_CHAIN_STUCK');
    const mixed = any(user(ada), role('finance'));
    given(purchaseOrder, submitted([mixed]))
      .when({ kind: 'approve', ...by(ben, 'finance') })
      .thenAccepts(approved(1, 2, ben), opened);
  });

  it('is over when the time to decide is', () => {
    const late = { today: civilDate('2026-03-05') };
    given(purchaseOrder, chain)
      .when({ ...approve, ...late })
      .thenRejects('PURCHASE_ORDER_REQUEST_EXPIRED');
  });

  it('waits for nobody before it is submitted or when it is done', () => {
    given(purchaseOrder, [registered()]).when(approve).thenRejects('APPROVAL_NOT_PENDING');
    given(purchaseOrder, submitted()).when(approve).thenRejects('APPROVAL_NOT_PENDING');
  });
});

describe('delegation', () => {
  const chain = submitted([all(user(ben)), any(role('approver'))]);
  const hand = (from: Parameters<typeof by>[0], to: typeof cleo | typeof dora | typeof ada | typeof ben) =>
    ({ kind: 'delegate', ...by(from), to, reason: 'on leave' }) as const;

  it('lets another person decide in one’s place, and nobody else', () => {
    given(purchaseOrder, chain).when(hand(ben, cleo)).thenAccepts(delegated(ben, cleo));
    const handed = [...chain, delegated(ben, cleo)];
    given(purchaseOrder, handed).when(hand(ben, cleo)).thenIgnores();
    given(purchaseOrder, handed)
      .when({ kind: 'approve', ...by(cleo) })
      .thenAccepts(approved(1, 1, cleo, { onBehalfOf: ben }));
    given(purchaseOrder, handed)
      .when({ kind: 'approve', ...by(ben) })
      .thenRejects('APPROVAL_ROLE_MISSING');
  });

  it('goes on, and can be taken back', () => {
    const handed = [...chain, delegated(ben, cleo)];
    given(purchaseOrder, handed).when(hand(cleo, dora)).thenAccepts(delegated(cleo, dora));
    given(purchaseOrder, handed).when(hand(ben, ben)).thenAccepts(delegated(ben, ben));
    given(purchaseOrder, [...handed, delegated(ben, ben)])
      .when({ kind: 'approve', ...by(ben) })
      .thenAccepts(approved(1, 1, ben, { onBehalfOf: ben }));
  });

  it('is not to oneself, not to whoever asked, and not of what is somebody else’s', () => {
    given(purchaseOrder, chain).when(hand(ben, ben)).thenRejects('APPROVAL_DELEGATION_INVALID');
    given(purchaseOrder, chain).when(hand(ben, ada)).thenRejects('APPROVAL_OF_YOUR_OWN');
    given(purchaseOrder, chain).when(hand(dora, cleo)).thenRejects('APPROVAL_ROLE_MISSING');
  });

  it('does not make one person two', () => {
    const next = submitted([any(role('finance')), any(role('approver'))]);
    const handed = [...next, approved(1, 1, cleo), delegated(ben, cleo, { step: 2 })];
    given(purchaseOrder, handed)
      .when({ kind: 'approve', ...by(cleo, 'approver') })
      .thenIgnores();
    given(purchaseOrder, handed)
      .when({ kind: 'approve', ...by(ben, 'approver') })
      .thenRejects('APPROVAL_ROLE_MISSING');
  });
});

describe('a rejection', () => {
  const chain = submitted([any(role('finance'))]);
  const rejected: PurchaseOrderEvent = {
    type: 'PurchaseOrderRejected',
    data: { request: 1, step: 1, rejectedBy: ben, rejectedOn: TODAY, reason: 'Too much' },
  };
  const reject = { kind: 'reject', ...by(ben, 'finance'), reason: 'Too much' } as const;

  it('sends the order back with its reason, once', () => {
    given(purchaseOrder, chain).when(reject).thenAccepts(rejected);
    given(purchaseOrder, [...chain, rejected])
      .when(reject)
      .thenIgnores();
  });

  it('lets it be changed and submitted again', () => {
    const smaller: PurchaseOrderEvent = { type: 'PurchaseOrderChanged', data: { amount: amount('4000.00') } };
    given(purchaseOrder, [...chain, rejected])
      .when({ kind: 'change', changes: { amount: amount('4000') } })
      .thenAccepts(smaller);
    given(purchaseOrder, [...chain, rejected, smaller])
      .when({ kind: 'submit', reason: 'Less', ...asking([any(role('finance'))]) })
      .thenAccepts({
        type: 'PurchaseOrderRequested',
        data: {
          request: 2,
          requestedOn: TODAY,
          requestedBy: ada,
          responsible: ada,
          steps: [any(role('finance'))],
          remindEveryDays: 3,
          expiresOn: civilDate('2026-03-05'),
          reason: 'Less',
        },
      });
  });
});
