import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decimal, ZERO } from '../../../src/domain/kernel/decimal.ts';
import { zTaxCategory } from '../../../src/domain/kernel/fields.ts';
import { OPENING_POLICY } from '../../../src/domain/ledger/context.ts';
import { contractNetsOf } from '../../../src/domain/ledger/contract-nets.ts';
import { post } from '../../../src/domain/ledger/post.ts';
import { aDraft, type DocumentStory, finalised, recorded } from '../../support/controls/documents.ts';

const RUNS = Number(process.env.PROPERTY_RUNS ?? 500);

/** Amounts of any sign, small and huge, with the decimals of the currency. */
const amountWith = (places: number) =>
  fc.oneof(fc.bigInt({ min: -500n, max: 500n }), fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n })).map((units) => {
    const digits = String(units < 0n ? -units : units).padStart(places + 1, '0');
    const text = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
    return units < 0n ? `-${text}` : text;
  });

const story: fc.Arbitrary<DocumentStory> = fc
  .constantFrom(['JPY', 0] as const, ['EUR', 2] as const, ['KWD', 3] as const)
  .chain(([currency, places]) =>
    fc.record({
      name: fc.constant('any'),
      currency: fc.constant(currency),
      type: fc.constantFrom('invoice' as const, 'credit_note' as const),
      lines: fc.array(fc.tuple(fc.constantFrom('C-1', 'C-2', 'C-3', null), amountWith(places)), {
        minLength: 1,
        maxLength: 8,
      }),
      taxes: fc.array(fc.tuple(fc.constantFrom(...zTaxCategory.options), fc.constant('19'), amountWith(places)), {
        minLength: 1,
        maxLength: 6,
      }),
    }),
  );

test('debits equal credits, whatever the document; and every amount is above zero', () => {
  fc.assert(
    fc.property(story, fc.boolean(), (told, draftIsKnown) => {
      const fact = recorded(finalised(told));
      const entries = post(fact, {
        ...OPENING_POLICY,
        contractNets: draftIsKnown ? contractNetsOf(aDraft(told)) : undefined,
        entryId: String,
      });
      const sums = { debit: ZERO, credit: ZERO };
      for (const { side, amount } of entries.flatMap(({ lines }) => lines)) {
        expect(decimal(amount).gt(ZERO)).toBe(true);
        sums[side] = sums[side].plus(decimal(amount));
      }
      expect(sums.debit.toFixed()).toBe(sums.credit.toFixed());
    }),
    { numRuns: RUNS },
  );
});

test('a credit note with the amounts of an invoice takes back every line of it', () => {
  const sidesOf = (told: DocumentStory) =>
    post(recorded(finalised(told)), {
      ...OPENING_POLICY,
      contractNets: contractNetsOf(aDraft(told)),
      entryId: String,
    }).flatMap(({ lines }) => lines);
  fc.assert(
    fc.property(story, (told) => {
      const invoice = sidesOf({ ...told, type: 'invoice' });
      const turned = sidesOf({ ...told, type: 'credit_note' }).map((line) => ({
        ...line,
        side: line.side === 'debit' ? 'credit' : 'debit',
      }));
      expect(turned).toEqual(invoice);
    }),
    { numRuns: RUNS },
  );
});
