import { describe, expect, test } from 'vitest';
import { discardInvoice, finaliseInvoice } from '../../../src/application/billing/draft-documents.ts';
import { sweepBilling } from '../../../src/application/billing/sweep.ts';
import { invoiceStream } from '../../../src/application/streams.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { ContractId, InvoiceId } from '../../../src/domain/kernel/ids.ts';
import { wholeRun } from '../../support/billing-runs.ts';
import { type BillingWorld, billingWorld } from '../../support/billing-world.ts';
import { billedThrough, credit, documentsOf, line, lineIds, rebilled, voided } from '../../support/corrections.ts';
import { rejectionOf } from '../../support/outcomes.ts';

/** 10 seats at 20.00 a month, quarterly: 600.00 a quarter, 714.00 with tax. */
async function billed(): Promise<{ world: BillingWorld; contractId: ContractId; invoiceId: InvoiceId }> {
  const world = await billingWorld();
  const contractId = await world.contract();
  return { world, contractId, invoiceId: await billedThrough(world, '2026-01-01') };
}

const seats = (quantity: number, effectiveOn: string) =>
  ({ kind: 'adjustSeats', lineId: null, effectiveOn: civilDate(effectiveOn), quantity, reason: null }) as const;

const numbers = (world: BillingWorld) => world.register().map(({ invoiceNumber, total }) => [invoiceNumber, total]);
const types = (world: BillingWorld, id: InvoiceId) => world.store.typesOf(invoiceStream(world.tenantId, id));
const accepted = async <Outcome extends { outcome: string }>(asked: Promise<Outcome>) => {
  const outcome = await asked;
  if (outcome.outcome !== 'accepted') {
    throw new Error(JSON.stringify(outcome));
  }
  return outcome as Extract<Outcome, { outcome: 'accepted' }>;
};

describe('voiding', () => {
  test('keeps the number and gives the charges back, which the next run bills', async () => {
    const { world, invoiceId, contractId } = await billed();
    const outcome = await accepted(voided(world, invoiceId));
    expect(outcome.state).toMatchObject({ status: 'void', voided: { voidedOn: '2026-01-01' } });
    expect((await world.contractState(contractId)).claims).toMatchObject([{ isReleased: true }]);
    await wholeRun(world, '2026-01-01');
    expect(numbers(world)).toEqual([
      ['INV-2026-000001', '714.00'],
      ['INV-2026-000002', '714.00'],
    ]);
  });

  test('again: as it is', async () => {
    const { world, invoiceId } = await billed();
    await accepted(voided(world, invoiceId));
    await accepted(voided(world, invoiceId));
    expect(types(world, invoiceId).filter((type) => type === 'InvoiceVoided')).toHaveLength(1);
  });

  test('a draft is discarded instead; what is not there is not there', async () => {
    const world = await billingWorld();
    await world.contract();
    await wholeRun(world, '2026-01-01', false);
    const [draft] = documentsOf(world);
    expect(rejectionOf(await voided(world, draft as InvoiceId)).code).toBe('INVOICE_NOT_FINAL');
    expect(rejectionOf(await voided(world, world.by().commandId as InvoiceId)).code).toBe('INVOICE_NOT_FOUND');
  });

  test('not when a correction takes back a part of it; the correction itself can be voided', async () => {
    const { world, contractId, invoiceId } = await billed();
    await world.on(contractId, seats(5, '2026-01-01'));
    const note = await billedThrough(world, '2026-01-01');
    expect(rejectionOf(await voided(world, invoiceId))).toMatchObject({
      code: 'VOID_NOT_POSSIBLE',
      message: expect.stringContaining('full credit note'),
    });
    await accepted(voided(world, note));
    // The credit is due again: 5 seats × 20.00 × 3 = 300.00, 357.00 with tax
    await wholeRun(world, '2026-01-01');
    expect(numbers(world).filter(([number]) => number?.startsWith('CN'))).toEqual([
      ['CN-2026-000001', '357.00'],
      ['CN-2026-000002', '357.00'],
    ]);
  });

  test('not when a credit note by hand takes back a part of it; voided itself, that gives its goodwill back', async () => {
    const { world, invoiceId } = await billed();
    const [lineId = ''] = await lineIds(world, invoiceId);
    const note = await accepted(credit(world, invoiceId, 'goodwill', [line(lineId, '100')]));
    expect(rejectionOf(await voided(world, invoiceId)).code).toBe('VOID_NOT_POSSIBLE');
    await accepted(voided(world, note.invoiceId));
    expect(rejectionOf(await credit(world, invoiceId, 'goodwill', [line(lineId, '600.01')])).code).toBe(
      'CREDIT_TOO_HIGH',
    );
    await accepted(voided(world, invoiceId));
  });

  test('not when a correction was set off against its goodwill', async () => {
    const { world, contractId, invoiceId } = await billed();
    const note = await accepted(credit(world, invoiceId));
    await world.on(contractId, seats(5, '2026-01-01'));
    await wholeRun(world, '2026-01-01');
    expect(rejectionOf(await voided(world, note.invoiceId)).message).toContain('set off');
  });
});

describe('credit notes by hand', () => {
  test('a part of a line, with the tax that was charged on it; nothing is due because of it', async () => {
    const { world, contractId, invoiceId } = await billed();
    const [lineId = ''] = await lineIds(world, invoiceId);
    const { state } = await accepted(credit(world, invoiceId, 'goodwill', [line(lineId, '100')]));
    expect(state).toMatchObject({
      status: 'finalised',
      draft: {
        origin: 'credit',
        creditKind: 'goodwill',
        corrects: [invoiceId],
        lines: [{ quantity: '1', unitPrice: '100', amount: '100.00', chargeId: null, credits: { invoiceId, lineId } }],
      },
      final: { invoiceNumber: 'CN-2026-000001', total: '119.00' },
    });
    await wholeRun(world, '2026-01-01');
    expect(numbers(world)).toHaveLength(2);
    expect((await world.contractState(contractId)).credits).toMatchObject([{ amount: '100.00', kind: 'goodwill' }]);
  });

  test('some units of a line, and a line as a whole', async () => {
    const { world, invoiceId } = await billed();
    const [lineId = ''] = await lineIds(world, invoiceId);
    const three = await accepted(credit(world, invoiceId, 'goodwill', [line(lineId, null, '3')]));
    // 3 seats × 60.00 for the quarter
    expect(three.state).toMatchObject({ draft: { lines: [{ quantity: '3', unitPrice: '60', amount: '180.00' }] } });
    const rest = await accepted(credit(world, invoiceId, 'goodwill', [line(lineId)]));
    expect(rest.state).toMatchObject({ draft: { lines: [{ quantity: '1', amount: '420.00' }] } });
    expect(rejectionOf(await credit(world, invoiceId)).code).toBe('NOTHING_TO_CREDIT');
  });

  test('never more than is left, nor lines that are not there', async () => {
    const { world, invoiceId } = await billed();
    const [lineId = ''] = await lineIds(world, invoiceId);
    for (const asked of [line(lineId, '600.01'), line(lineId, '0'), line(lineId, null, '11'), line(lineId, '1.005')]) {
      expect(rejectionOf(await credit(world, invoiceId, 'goodwill', [asked])).code).toBe('CREDIT_TOO_HIGH');
    }
    const twice = [line(lineId, '1'), line(lineId, '1')];
    expect(rejectionOf(await credit(world, invoiceId, 'goodwill', twice)).code).toBe('INVOICE_LINE_NOT_FOUND');
    expect(rejectionOf(await credit(world, invoiceId, 'rebill', [line(lineId, '1')])).code).toBe('REBILL_WHOLE_LINES');
    expect(numbers(world)).toHaveLength(1);
  });

  test('two at once for one line never exceed it', async () => {
    const { world, invoiceId, contractId } = await billed();
    const [lineId = ''] = await lineIds(world, invoiceId);
    const asked = () => credit(world, invoiceId, 'goodwill', [line(lineId, '400')]);
    const outcomes = await Promise.all([asked(), asked(), asked()]);
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['accepted', 'rejected', 'rejected']);
    expect((await world.contractState(contractId)).credits).toMatchObject([{ amount: '400.00' }]);
    expect(await world.document(invoiceId)).toMatchObject({
      aftermath: { credits: [{ lines: [{ amount: '400.00' }] }] },
    });
    expect(numbers(world)).toHaveLength(2);
  });

  test('a repeated command finds its note', async () => {
    const { world, invoiceId } = await billed();
    const by = world.by();
    const first = await accepted(credit(world, invoiceId, 'goodwill', null, { by }));
    const second = await accepted(credit(world, invoiceId, 'goodwill', null, { by }));
    expect(second.invoiceId).toBe(first.invoiceId);
    expect(numbers(world)).toHaveLength(2);
  });

  test('a draft keeps what it takes until it is discarded', async () => {
    const { world, invoiceId } = await billed();
    const note = await accepted(credit(world, invoiceId, 'goodwill', null, { finalise: false }));
    expect(note.state.status).toBe('draft');
    expect(rejectionOf(await credit(world, invoiceId)).code).toBe('NOTHING_TO_CREDIT');
    await discardInvoice(world.deps, { invoiceId: note.invoiceId, reason: 'No' }, world.by());
    await accepted(credit(world, invoiceId));
  });

  test('one that bills again releases the charges when it is final', async () => {
    const { world, invoiceId, contractId } = await billed();
    const note = await accepted(credit(world, invoiceId, 'rebill', null, { finalise: false }));
    expect((await world.contractState(contractId)).claims).toMatchObject([{ isReleased: false }]);
    await finaliseInvoice(world.deps, { invoiceId: note.invoiceId }, world.by());
    expect((await world.contractState(contractId)).claims).toMatchObject([{ isReleased: true }]);
    await wholeRun(world, '2026-01-01');
    expect(numbers(world)).toEqual([
      ['CN-2026-000001', '714.00'],
      ['INV-2026-000001', '714.00'],
      ['INV-2026-000002', '714.00'],
    ]);
  });

  test('drafts and credit notes are not credited', async () => {
    const { world, invoiceId } = await billed();
    const note = await accepted(credit(world, invoiceId));
    expect(rejectionOf(await credit(world, note.invoiceId)).code).toBe('INVOICE_NOT_CREDITABLE');
    await wholeRun(world, '2026-04-01', false);
    const draft = documentsOf(world).at(-1) as InvoiceId;
    expect(rejectionOf(await credit(world, draft)).code).toBe('INVOICE_NOT_FINAL');
  });
});

describe('billing again', () => {
  test('voids and bills the same periods on a document that is linked both ways', async () => {
    const { world, invoiceId } = await billed();
    const outcome = await accepted(rebilled(world, invoiceId));
    const [newId = '' as InvoiceId] = outcome.rebilledBy;
    expect(outcome.state).toMatchObject({ status: 'void', aftermath: { rebill: { isEnded: true } } });
    expect(await world.document(newId)).toMatchObject({
      status: 'finalised',
      final: { total: '714.00' },
      aftermath: { related: [{ relation: 'rebills', invoiceId }] },
    });
    expect(rejectionOf(await rebilled(world, invoiceId)).code).toBe('INVOICE_NOT_FINAL');
  });

  test('with a full credit note where it cannot be voided', async () => {
    const { world, contractId, invoiceId } = await billed();
    await world.on(contractId, seats(5, '2026-01-01'));
    await wholeRun(world, '2026-01-01'); // a correction of 300.00
    const outcome = await accepted(rebilled(world, invoiceId));
    expect(outcome.state.status).toBe('finalised');
    // 714.00; −357.00; what is left of it, 357.00, back; and 5 seats again
    expect(numbers(world)).toEqual([
      ['CN-2026-000001', '357.00'],
      ['CN-2026-000002', '357.00'],
      ['INV-2026-000001', '714.00'],
      ['INV-2026-000002', '357.00'],
    ]);
    expect(rejectionOf(await rebilled(world, invoiceId)).code).toBe('ALREADY_REBILLED');
  });

  test('several contracts of one document come again together', async () => {
    const world = await billingWorld();
    const account = await world.account('Acme');
    await world.contract({ account });
    await world.contract({ account, seats: 3 });
    const invoiceId = await billedThrough(world, '2026-01-01');
    const { rebilledBy } = await accepted(rebilled(world, invoiceId));
    expect(rebilledBy).toHaveLength(1);
    // 600 + 180 = 780.00 net, 928.20 gross
    expect(numbers(world).map(([, total]) => total)).toEqual(['928.20', '928.20']);
  });
});

describe('a process that falls', () => {
  class Killed extends Error {}

  type Act = (world: BillingWorld, invoiceId: InvoiceId, by: ReturnType<BillingWorld['by']>) => Promise<unknown>;
  const acts: readonly [string, Act, readonly string[]][] = [
    ['void', (world, id, by) => voided(world, id, by), ['714.00']],
    ['credit', (world, id, by) => credit(world, id, 'goodwill', null, { by }), ['714.00', '714.00']],
    ['credit and release', (world, id, by) => credit(world, id, 'rebill', null, { by }), ['714.00', '714.00']],
    ['rebill', (world, id, by) => rebilled(world, id, by), ['714.00', '714.00']],
  ];

  async function fatalIn(act: Act, fatal: number, after: boolean) {
    const { world, contractId, invoiceId } = await billed();
    const by = world.by();
    let count = 0;
    const kill = () => {
      count += 1;
      if (count === fatal) {
        throw new Killed();
      }
    };
    world.store.beforeAppend = after ? undefined : kill;
    world.store.afterAppend = after ? kill : undefined;
    const fell = await act(world, invoiceId, by).then(
      () => false,
      (error: unknown) => {
        if (error instanceof Killed) {
          return true;
        }
        throw error;
      },
    );
    world.store.beforeAppend = undefined;
    world.store.afterAppend = undefined;
    return { world, contractId, invoiceId, by, fell };
  }

  /** Everything that is to be done is done: nothing is left in the middle, and what is due is what it was. */
  async function settled(world: BillingWorld, contractId: ContractId) {
    for (let round = 0; round < 3; round += 1) {
      world.clock.advance(60_000);
      await sweepBilling(world.deps);
      await world.work();
    }
    expect(await world.deps.finders.followUps()).toEqual([]);
    expect(await world.deps.finders.strandedClaims()).toEqual([]);
    expect(await world.deps.finders.startedDocuments()).toEqual([]);
    const state = await world.contractState(contractId);
    for (const claim of state.claims) {
      const { status } = await world.document(claim.invoiceId);
      expect([claim.isReleased, status]).not.toEqual([false, 'void']);
    }
  }

  test.each(acts)('anywhere in %s: the same command again ends it', async (_name, act, totals) => {
    for (const after of [false, true]) {
      for (let fatal = 1; ; fatal += 1) {
        const { world, contractId, invoiceId, by, fell } = await fatalIn(act, fatal, after);
        if (!fell) {
          break;
        }
        await act(world, invoiceId, by);
        expect(numbers(world).map(([, total]) => total)).toEqual(totals);
        await settled(world, contractId);
        expect(numbers(world).map(([, total]) => total)).toEqual(totals);
      }
    }
  });

  test.each(acts)('anywhere in %s: the sweeper ends it, or nothing has begun', async (name, act, totals) => {
    for (const after of [false, true]) {
      for (let fatal = 1; ; fatal += 1) {
        const { world, contractId, invoiceId, fell } = await fatalIn(act, fatal, after);
        if (!fell) {
          break;
        }
        const begun = after || fatal > 1;
        await settled(world, contractId);
        expect([name, fatal, numbers(world).map(([, total]) => total)]).toEqual([
          name,
          fatal,
          begun ? totals : ['714.00'],
        ]);
        expect((await world.document(invoiceId)).status === 'void').toBe(
          begun && (name === 'void' || name === 'rebill'),
        );
      }
    }
  });
});
