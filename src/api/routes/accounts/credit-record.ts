import { z } from 'zod';
import { policyInForce, zAutomaticHold, zCreditPolicy } from '../../../domain/account/credit-terms.ts';
import { type CreditScope, zCreditScope } from '../../../domain/credit/events.ts';
import type { CivilDate } from '../../../domain/kernel/calendar.ts';
import { decimal, toDecimalString, ZERO } from '../../../domain/kernel/decimal.ts';
import { exactAmount } from '../../../domain/kernel/money.ts';
import type { CreditAccount, CreditUsage } from '../../../projections/billing/queries/credit.ts';
import { zMoneyText, zWireDate, zWireUuid } from '../../values.ts';

export const zHoldWhy = z
  .strictObject({
    isAutomatic: z.boolean().meta({ description: 'Set because documents are overdue, and released when they are not' }),
    reason: z.string().nullable(),
    since: zWireDate.nullable(),
  })
  .meta({ id: 'CreditHoldWhy' });

const zLimit = z
  .strictObject({
    accountId: zWireUuid,
    accountName: z.string(),
    scope: zCreditScope.meta({ description: 'Of the account alone, or with everything below it' }),
    currency: z.string(),
    policy: zCreditPolicy,
    limit: zMoneyText,
    receivable: zMoneyText.meta({ description: 'Open on finalised invoices, tax included' }),
    reserved: zMoneyText.meta({ description: 'Of documents that are on their way' }),
    unbilled: zMoneyText.meta({ description: 'Delivered and not billed yet, tax included; contracts in arrears' }),
    used: zMoneyText.meta({ description: 'All three' }),
    available: zMoneyText.meta({ description: 'Never below zero' }),
    isExceeded: z.boolean(),
  })
  .meta({ id: 'CreditLimitInForce' });

export const zAccountCredit = z
  .strictObject({
    accountId: zWireUuid,
    currency: z.string(),
    policy: zCreditPolicy,
    groupCreditLimit: zMoneyText.nullable(),
    automaticHold: zAutomaticHold.nullable(),
    upcoming: z
      .array(
        z.strictObject({
          effectiveOn: zWireDate,
          policy: zCreditPolicy,
          groupCreditLimit: zMoneyText.nullable(),
          automaticHold: zAutomaticHold.nullable(),
        }),
      )
      .meta({ description: 'Policies that begin on a later day' }),
    onHold: z.boolean(),
    hold: zHoldWhy.nullable(),
    limits: z.array(zLimit).meta({
      description: 'What a document of the account counts against: its own limit, then those of groups, nearest first',
    }),
    stops: z
      .array(z.enum(['invoices', 'new_business']))
      .meta({ description: 'What holds and exceeded limits stop now, its own and those of groups above' }),
    releasedBy: z.array(z.string()).meta({ description: 'What would end that, a sentence each' }),
  })
  .meta({ id: 'AccountCredit' });

type Limit = z.input<typeof zLimit>;

/** Which limits a document of the first account counts against on a day. */
export function limitsAbove(way: readonly CreditAccount[], on: CivilDate) {
  return way.flatMap((account, index) => {
    const { policy, groupCreditLimit } = policyInForce(account.credit_policies, on);
    const limitAs = (scope: CreditScope, limit: string | null) =>
      limit === null ? [] : [{ account, scope, policy, limit, currency: account.currency }];
    return [...(index === 0 ? limitAs('own', account.credit_limit) : []), ...limitAs('group', groupCreditLimit)];
  });
}

export function limitRecord(
  { account, scope, policy, limit, currency }: ReturnType<typeof limitsAbove>[number],
  usage: CreditUsage,
  unbilled: string,
): Limit {
  const used = decimal(usage.receivable).plus(decimal(usage.reserved)).plus(decimal(unbilled));
  const left = decimal(limit).minus(used);
  return {
    accountId: account.id,
    accountName: account.account_name,
    scope,
    currency,
    policy,
    limit: exactAmount(decimal(limit), currency),
    receivable: exactAmount(decimal(usage.receivable), currency),
    reserved: exactAmount(decimal(usage.reserved), currency),
    unbilled: exactAmount(decimal(unbilled), currency),
    used: exactAmount(used, currency),
    available: exactAmount(left.gt(ZERO) ? left : ZERO, currency),
    isExceeded: left.lt(ZERO),
  };
}

export function creditRecord(
  way: readonly [CreditAccount, ...CreditAccount[]],
  limits: readonly Limit[],
  today: CivilDate,
): z.input<typeof zAccountCredit> {
  const [account] = way;
  const inForce = policyInForce(account.credit_policies, today);
  const holds = holdsOn(way, limits, today);
  const exceeded = limits.filter(({ isExceeded }) => isExceeded);
  const policies = [...holds, ...exceeded].map(({ policy }) => policy);
  return {
    accountId: account.id,
    currency: account.currency,
    policy: inForce.policy,
    groupCreditLimit: inForce.groupCreditLimit,
    automaticHold: inForce.automaticHold,
    upcoming: account.credit_policies.filter(({ effectiveOn }) => effectiveOn > today),
    onHold: account.credit_hold,
    hold: account.hold,
    limits: [...limits],
    stops: [
      ...(policies.includes('hold_invoices') ? (['invoices'] as const) : []),
      ...(policies.some((policy) => policy !== 'warn') ? (['new_business'] as const) : []),
    ],
    releasedBy: [...holds.map(({ remedy }) => remedy), ...exceeded.map(remedyOf)],
  };
}

/** The account's own hold, and those of accounts above that answer for a group. */
function holdsOn(way: readonly CreditAccount[], limits: readonly Limit[], today: CivilDate) {
  const answering = new Set(limits.filter(({ scope }) => scope === 'group').map(({ accountId }) => accountId));
  return way
    .filter((each, index) => each.credit_hold && (index === 0 || answering.has(each.id)))
    .map((each) => ({
      policy: policyInForce(each.credit_policies, today).policy,
      remedy:
        each.hold?.isAutomatic === true
          ? `The hold of ${each.account_name} ends when what is overdue is paid, or when somebody releases it.`
          : `The hold of ${each.account_name} ends when somebody who may release credit holds releases it.`,
    }));
}

function remedyOf({ accountName, scope, limit, used, currency }: Limit): string {
  const whose = scope === 'own' ? accountName : `${accountName} with the accounts below it`;
  const over = toDecimalString(decimal(used).minus(decimal(limit)));
  return `The limit of ${whose} suffices again when ${over} ${currency} are paid or credited, or when it is ${used} ${currency}.`;
}
