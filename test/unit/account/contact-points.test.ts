import { describe, expect, it } from 'vitest';
import { derivedId } from '../../../src/application/derived-ids.ts';
import { account } from '../../../src/domain/account/account.ts';
import { CONTACT_POINTS_MAX } from '../../../src/domain/account/change-contact-points.ts';
import {
  billingCountryOf,
  type ContactPoint,
  formPointId,
  primaryPoint,
} from '../../../src/domain/account/contact-points.ts';
import type { AccountEvent, ContactPointId } from '../../../src/domain/account/events.ts';
import type { Account } from '../../../src/domain/account/state.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { accountOpened } from '../../support/controls/accounts.ts';
import { given } from '../../support/given.ts';

const anId = (name: string) => derivedId('point', name) as ContactPointId;
const box = (name: string) => ({ subjectId: name, algorithm: 'A256GCM', box: name }) as const;
const aPoint = (name: string, changes: Partial<ContactPoint> = {}): ContactPoint => ({
  pointId: anId(name),
  form: 'contact',
  kind: 'billing',
  country: null,
  sealed: box(name),
  ...changes,
});
const added = (point: ContactPoint): AccountEvent => ({ type: 'AccountContactPointAdded', data: point });
const preferred = (point: ContactPoint): AccountEvent => ({
  type: 'AccountContactPointPreferred',
  data: { form: point.form, kind: point.kind, pointId: point.pointId },
});

const form = accountOpened({ contact: box('form') });
const [ada, bob] = [aPoint('ada'), aPoint('bob')];
const stateOf = (...events: AccountEvent[]) => given(account, events).state as Account;

describe('adding a contact or an address', () => {
  const add = (point: ContactPoint, isPrimary = false) => ({ kind: 'addContactPoint', point, isPrimary }) as const;

  it('is a fact, and another one when it becomes the primary', () => {
    given(account, [form]).when(add(ada)).thenAccepts(added(ada));
    given(account, [form]).when(add(ada, true)).thenAccepts(added(ada), preferred(ada));
  });

  it('makes the first of its kind the primary by itself', () => {
    const shipping = aPoint('dock', { form: 'address', kind: 'shipping', country: 'AT' });
    given(account, [form]).when(add(shipping, true)).thenAccepts(added(shipping));
    expect(primaryPoint(stateOf(form, added(shipping)), 'address', 'shipping')).toEqual(shipping);
  });

  it('stops at a number that is enough for anybody', () => {
    const many = Array.from({ length: CONTACT_POINTS_MAX }, (_, index) => added(aPoint(`number ${index}`)));
    given(account, [form, ...many])
      .when(add(ada))
      .thenRejects('CONTACT_POINTS_TOO_MANY');
  });

  it('is refused for an account that is closed', () => {
    const closed = { type: 'AccountClosed', data: { closedOn: civilDate('2026-01-31'), reason: null } } as const;
    given(account, [form, closed]).when(add(ada)).thenRejects('ACCOUNT_CLOSED');
  });
});

describe('changing one', () => {
  const change = (changes: object, isPrimary = false) =>
    ({ kind: 'changeContactPoint', pointId: ada.pointId, changes, isPrimary }) as const;

  it('keeps what is so already', () => {
    given(account, [form, added(ada)])
      .when(change({ kind: 'billing', country: null }))
      .thenIgnores();
  });

  it('says only what changed', () => {
    given(account, [form, added(ada)])
      .when(change({ kind: 'legal', sealed: box('new') }, true))
      .thenAccepts({
        type: 'AccountContactPointChanged',
        data: { pointId: ada.pointId, kind: 'legal', sealed: box('new') },
      });
  });

  it('makes it the primary in place of the one before', () => {
    given(account, [form, added(ada)])
      .when(change({}, true))
      .thenAccepts(preferred(ada));
    given(account, [form, added(ada), preferred(ada)])
      .when(change({}, true))
      .thenIgnores();
  });

  it('is refused when there is none', () => {
    given(account, [form]).when(change({})).thenRejects('CONTACT_POINT_NOT_FOUND');
  });
});

describe('removing one', () => {
  const remove = { kind: 'removeContactPoint', form: 'contact', pointId: ada.pointId, reason: 'Left' } as const;
  const removed = { type: 'AccountContactPointRemoved', data: { pointId: ada.pointId, reason: 'Left' } } as const;

  it('is a fact; the form, else the next one, takes its place', () => {
    given(account, [form, added(ada)])
      .when(remove)
      .thenAccepts(removed);
    expect(primaryPoint(stateOf(form, added(ada), preferred(ada), removed), 'contact', 'billing')).toBe('form');
    const withoutForm = stateOf(accountOpened(), added(ada), added(bob), preferred(ada), removed);
    expect(primaryPoint(withoutForm, 'contact', 'billing')).toEqual(bob);
  });

  it('is refused under the wrong name', () => {
    given(account, [form, added(ada)])
      .when({ ...remove, form: 'address' })
      .thenRejects('CONTACT_POINT_NOT_FOUND');
  });
});

describe('the primary of a form and kind', () => {
  it('is for billing what the form holds, until another one is chosen', () => {
    expect(primaryPoint(stateOf(form, added(ada)), 'contact', 'billing')).toBe('form');
    expect(primaryPoint(stateOf(form, added(ada), preferred(ada)), 'contact', 'billing')).toEqual(ada);
  });

  it('is the form again when somebody says so', () => {
    const state = [form, added(ada), preferred(ada)];
    given(account, state)
      .when({ kind: 'preferForm', form: 'contact' })
      .thenAccepts({
        type: 'AccountContactPointPreferred',
        data: { form: 'contact', kind: 'billing', pointId: formPointId(stateOf(form)) },
      });
    given(account, [form, added(ada)])
      .when({ kind: 'preferForm', form: 'contact' })
      .thenIgnores();
  });

  it('is none of another kind: one that serves something else now is not chosen any more', () => {
    const moved = { type: 'AccountContactPointChanged', data: { pointId: ada.pointId, kind: 'legal' } } as const;
    const state = stateOf(form, added(ada), preferred(ada), moved);
    expect(primaryPoint(state, 'contact', 'billing')).toBe('form');
    expect(primaryPoint(state, 'contact', 'shipping')).toBeUndefined();
  });

  it('brings its country: tax depends on where the invoice goes', () => {
    const vienna = aPoint('vienna', { form: 'address', country: 'AT' });
    expect(billingCountryOf(stateOf(form, added(vienna)))).toBe('DE');
    expect(billingCountryOf(stateOf(form, added(vienna), preferred(vienna)))).toBe('AT');
  });
});
