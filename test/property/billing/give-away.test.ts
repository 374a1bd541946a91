import { expect, test } from 'vitest';
import { chargesDue, chargesOverTerm } from '../../../src/domain/contract/charges-due.ts';
import type { ContractCommand } from '../../../src/domain/contract/commands.ts';
import { contract } from '../../../src/domain/contract/contract.ts';
import { creditables } from '../../../src/domain/contract/creditable.ts';
import { asDocumented } from '../../../src/domain/contract/documented.ts';
import type { ContractEvent } from '../../../src/domain/contract/events.ts';
import { nextDueOn } from '../../../src/domain/contract/next-due.ts';
import { type BindingContract, chargesInForce } from '../../../src/domain/contract/state.ts';
import { addDays, civilDate } from '../../../src/domain/kernel/calendar.ts';
import { type Decimal, decimal, ZERO, zDecimalString } from '../../../src/domain/kernel/decimal.ts';
import { sumDecimals } from '../../../src/domain/kernel/money.ts';
import { active, adjustTo, invoiceId, raise, release, repriceTo, seats } from '../../support/contracts.ts';

/** `PROPERTY_RUNS=5000` looks longer. */
const RUNS = Number(process.env.PROPERTY_RUNS ?? 40);
const STEPS = 40;
const END = civilDate('2026-12-31');

/** mulberry32: small, seeded, the same everywhere. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A contract, and beside it what its documents say, kept apart from everything that the contract computes. */
class History {
  state: BindingContract = active();
  /** Net by what put it there: a charge, or a credit note. */
  readonly documents = new Map<string, Decimal>();
  #notes = 100;
  #claims = 0;
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  pick<T>(from: readonly T[]): T | undefined {
    return from[this.below(from.length)];
  }

  decide(command: ContractCommand): readonly ContractEvent[] {
    const decision = contract.decide(command, this.state);
    const events = decision.outcome === 'accepted' ? decision.events : [];
    const next = events.reduce(contract.evolve, this.state as ReturnType<typeof contract.evolve>);
    if (next.status !== 'active' && next.status !== 'cancelled') {
      throw new Error(`The contract is ${next.status}`);
    }
    this.state = next;
    return events;
  }

  amend(): void {
    const day = addDays(civilDate('2026-01-01'), this.below(360));
    this.decide(
      this.below(3) === 0
        ? repriceTo(seats(this.pick(['10', '7.77', '0.333', '33.3333']) ?? '10'), day)
        : adjustTo(this.below(3) === 0 ? 0 : this.below(150), day),
    );
  }

  bill(through: string): void {
    this.#claims += 1;
    const from = this.below(5) === 0 ? addDays(civilDate('2026-01-01'), this.below(300)) : null;
    for (const event of this.decide(raise(this.#claims, through, through === END ? null : from))) {
      for (const charge of event.type === 'ChargesRaised' ? event.data.charges : []) {
        this.documents.set(charge.chargeId, decimal(asDocumented(charge, this.state).amount));
      }
    }
  }

  /** A draft that is discarded, or a void: nothing may be built on it. */
  takeBack(): void {
    const claim = this.pick(this.state.claims.filter(({ isReleased }) => !isReleased));
    if (claim === undefined || claim.charges.some(({ chargeId }) => this.#isBuiltOn(chargeId))) {
      return;
    }
    const n = this.state.claims.indexOf(claim);
    const [number] = [...Array(this.#claims + 1).keys()].filter((each) => invoiceId(each) === claim.invoiceId);
    const before = new Set(chargesInForce(this.state).map(({ chargeId }) => chargeId));
    this.decide(release(number ?? n));
    const after = new Set(chargesInForce(this.state).map(({ chargeId }) => chargeId));
    for (const chargeId of before) {
      if (!after.has(chargeId)) {
        this.documents.delete(chargeId);
      }
    }
  }

  #isBuiltOn(id: string): boolean {
    const { credits } = this.state;
    return (
      credits.some(({ chargeId }) => chargeId === id) ||
      chargesInForce(this.state).some(({ reduces }) => reduces === id)
    );
  }

  waive(): void {
    const claim = this.pick(this.state.claims.filter(({ isReleased }) => !isReleased));
    const charge = this.pick(claim?.charges ?? []);
    if (claim === undefined || charge === undefined || this.#isBuiltOn(charge.chargeId)) {
      return;
    }
    const { chargeId } = charge;
    const waived = this.decide({
      kind: 'waiveCharges',
      invoiceId: claim.invoiceId,
      chargeIds: [chargeId],
      reason: 'Late',
    });
    if (waived.length > 0) {
      this.documents.delete(chargeId);
    }
  }

  credit(kind: 'goodwill' | 'rebill'): void {
    const [chargeId, left] = this.pick([...creditables(this.state)].filter(([, amount]) => amount.gt(ZERO))) ?? [];
    if (chargeId === undefined || left === undefined) {
      return;
    }
    const part = this.pick(['0.01', '1.00', '400.00', left.toFixed(2)]) ?? '1.00';
    const amount = zDecimalString.parse(kind === 'rebill' ? left.toFixed(2) : part);
    this.#notes += 1;
    const creditNoteId = invoiceId(this.#notes);
    const granted = this.decide({
      kind: 'grantCredit',
      creditNoteId,
      creditKind: kind,
      credits: [{ chargeId, amount }],
      settledReductions: chargesInForce(this.state).map((each) => each.chargeId),
      reason: 'Outage',
    });
    if (granted.length > 0) {
      this.documents.set(creditNoteId, ZERO.minus(decimal(amount)));
    }
    if (kind === 'rebill') {
      this.decide({ kind: 'releaseCredited', creditNoteId, reason: 'Billed again' });
    }
  }

  withdraw(): void {
    const credit = this.pick(this.state.credits);
    if (credit !== undefined && !this.state.setOffs.some(({ reduces }) => reduces === credit.chargeId)) {
      this.decide({ kind: 'withdrawCredit', creditNoteId: credit.creditNoteId, reason: 'Void' });
      this.documents.delete(credit.creditNoteId);
    }
  }

  act(): void {
    const day = addDays(civilDate('2026-01-01'), this.below(364));
    const acts = [
      () => this.amend(),
      () => this.amend(),
      () => this.bill(day),
      () => this.bill(day),
      () => this.takeBack(),
      () => this.waive(),
      () => this.credit('goodwill'),
      () => this.credit('goodwill'),
      () => this.credit('rebill'),
      () => this.withdraw(),
    ];
    this.pick(acts)?.();
  }
}

const total = (amounts: Iterable<Decimal>) => [...amounts].reduce((sum, amount) => sum.plus(amount), ZERO);
const byPeriod = (charges: readonly { readonly periodStart: string; readonly amount: string }[]) => {
  const sums = new Map<string, Decimal>();
  for (const { periodStart, amount } of charges) {
    sums.set(periodStart, (sums.get(periodStart) ?? ZERO).plus(decimal(amount)));
  }
  return [...sums].filter(([, sum]) => !sum.eq(ZERO)).map(([start, sum]) => `${start} ${sum.toFixed()}`);
};

test('whatever is changed, billed, taken back, forgiven and given away: charged = owed, and nothing is credited twice', {
  timeout: 3_600_000,
}, () => {
  for (let seed = 1; seed <= RUNS; seed += 1) {
    const history = new History(seeded(seed));
    for (let step = 0; step < STEPS; step += 1) {
      history.act();
      const next = nextDueOn(history.state);
      const due = chargesDue(history.state, { from: null, through: END });
      // The read model finds the contract whenever something is due.
      expect([seed, step, due.length === 0 || (next !== null && next <= END)]).toEqual([seed, step, true]);
      // What is left of a charge is never below zero: no more than its amount is ever given back.
      for (const [chargeId, left] of creditables(history.state)) {
        const isReduction = chargesInForce(history.state).some((each) => each.chargeId === chargeId && each.reduces);
        expect([seed, step, chargeId, isReduction || left.gte(ZERO)]).toEqual([seed, step, chargeId, true]);
      }
    }
    history.bill(END);
    const { state, documents } = history;
    expect([seed, chargesDue({ ...state, settledBefore: null }, { from: null, through: END })]).toEqual([seed, []]);
    const charged = chargesInForce(state);
    expect([seed, ...byPeriod(charged)].sort()).toEqual([seed, ...byPeriod(chargesOverTerm(state))].sort());
    const waived = charged.filter(({ chargeId }) => state.waived.includes(chargeId));
    const gifts = sumDecimals([...waived, ...state.credits].map(({ amount }) => amount));
    const setOff = sumDecimals(state.setOffs.map(({ amount }) => amount));
    const documented = sumDecimals(charged.map(({ amount }) => amount))
      .minus(gifts)
      .plus(setOff);
    expect([seed, total(documents.values()).toFixed(2)]).toEqual([seed, documented.toFixed(2)]);
  }
});
