import { z } from 'zod';
import type { ContractTimeline } from '../../../application/contracts/contract-timeline.ts';
import { effectiveDay } from '../../../domain/contract/agreement.ts';
import { describeChange } from '../../../domain/contract/describe-change.ts';
import { zBillingFrequency } from '../../../domain/contract/events.ts';
import type { BindingContract, Change } from '../../../domain/contract/state.ts';
import { type Stretch, stretchesOf } from '../../../domain/contract/stretches.ts';
import { addDays, type CivilDate } from '../../../domain/kernel/calendar.ts';
import { setRevision } from '../../accepted.ts';
import { defineRoute } from '../../define-route.ts';
import { single, zSingle } from '../../envelope.ts';
import { refuseRejection } from '../../refusal.ts';
import { utcInstant } from '../../utc-instant.ts';
import { zMoneyText, zTimestamp, zWireDate, zWireUuid } from '../../values.ts';
import { zPrice } from './contract-price.ts';
import { datedOut, shownStatus, zContractDiscount, zContractStatus } from './contract-record.ts';
import { contractsOf } from './contracts-of.ts';
import { zContractParams } from './write-contracts.ts';

const zStretch = z.strictObject({
  /** First and last day. */
  start: zWireDate,
  end: zWireDate,
  quantity: z.int(),
  committedQuantity: z.int(),
  price: zPrice,
  discounts: z.array(zContractDiscount),
  paused: z.boolean(),
  billingFrequency: zBillingFrequency,
  billingIntervalMonths: z.int(),
  billingInAdvance: z.boolean(),
});

const zChange = z.strictObject({
  /** What withdraw-change takes. */
  change: z.int(),
  type: z.string(),
  effectiveOn: zWireDate,
  state: z.enum(['in_effect', 'scheduled', 'withdrawn']),
  sentence: z.string(),
  reason: z.string().nullable(),
});

const zFact = z.strictObject({
  revision: z.int(),
  type: z.string(),
  recordedAt: zTimestamp,
  recordedBy: z.strictObject({ kind: z.string(), id: z.string() }),
  correlationId: z.string(),
  position: z.string(),
});

const zTimeline = z
  .strictObject({
    contractId: zWireUuid,
    contractNumber: z.string(),
    status: zContractStatus,
    effectiveOn: zWireDate.nullable(),
    knownAt: zTimestamp.nullable(),
    terms: z.array(z.strictObject({ startDate: zWireDate, endDate: zWireDate, contractValue: zMoneyText.nullable() })),
    serviceStart: zWireDate.nullable(),
    lastServiceDay: zWireDate.nullable(),
    lines: z.array(z.strictObject({ lineId: zWireUuid, description: z.string(), stretches: z.array(zStretch) })),
    changes: z.array(zChange),
    facts: z.array(zFact),
  })
  .meta({ id: 'ContractTimeline', description: 'What is and was in force: by effective date, as known at a time' });

/** A moment in; a date alone means its first instant, in UTC. */
const zMoment = z.string().transform((text, context) => {
  const instant = utcInstant(text);
  if (instant === undefined) {
    context.addIssue({ code: 'custom', message: 'must be a date or a timestamp (ISO 8601)', input: text });
    return z.NEVER;
  }
  return instant;
});

/** Reads the contract's stream: what it answers is never behind. */
export const getContractTimeline = defineRoute({
  method: 'GET',
  url: '/api/contracts/:id/timeline',
  permission: 'contract.read',
  summary: 'What is, was and will be in force',
  description:
    'The whole course of every line and all changes with their numbers; with effectiveOn only what holds on that day, ' +
    'with knownAt as it was known at that moment.',
  tags: ['Contracts'],
  params: zContractParams,
  query: z.strictObject({ effectiveOn: zWireDate.optional(), knownAt: zMoment.optional() }),
  response: { 200: zSingle(zTimeline) },
  handler: async ({ params, query, deps, identity, reply }) => {
    const wanted = { contractId: params.id, knownAt: query.knownAt ?? null };
    const timeline = await contractsOf(deps).contractTimeline(wanted, identity());
    if (timeline.outcome === 'rejected') {
      throw refuseRejection(timeline.rejection);
    }
    setRevision(reply, timeline.revision);
    return single({
      ...timelineOut(timeline, query.effectiveOn ?? null),
      knownAt: query.knownAt === undefined ? null : new Date(query.knownAt).toISOString(),
    });
  },
});

function timelineOut({ contract, today, events }: ContractTimeline, effectiveOn: CivilDate | null) {
  const isBinding = contract.status === 'active' || contract.status === 'cancelled';
  const { startDate, endDate, contractValue } = contract.terms;
  return {
    contractId: contract.contractId,
    contractNumber: contract.contractNumber,
    status: shownStatus(contract, today),
    effectiveOn,
    terms: isBinding ? [...contract.agreedTerms] : [{ startDate, endDate, contractValue }],
    serviceStart: isBinding ? contract.serviceStart : null,
    lastServiceDay: isBinding ? addDays(contract.serviceEnd, -1) : null,
    lines: isBinding ? linesOut(contract, effectiveOn) : [],
    changes: isBinding ? contract.changes.map((change) => changeOut(change, contract, today)) : [],
    facts: events.map(({ event, revision, position, metadata }) => ({
      revision,
      type: event.type,
      recordedAt: metadata.recordedAt,
      recordedBy: { kind: metadata.actor.kind, id: metadata.actor.id },
      correlationId: metadata.$correlationId,
      position: position.toString(),
    })),
  };
}

function linesOut(contract: BindingContract, effectiveOn: CivilDate | null) {
  return contract.lines.map((line) => ({
    lineId: line.lineId,
    description: line.description,
    stretches: stretchesOf(contract, line)
      .filter(({ start, end }) => effectiveOn === null || (start <= effectiveOn && effectiveOn < end))
      .map(stretchOut),
  }));
}

function stretchOut({ start, end, quantity, committedQuantity, price, discounts, isPaused, plan }: Stretch) {
  return {
    start,
    end: addDays(end, -1),
    quantity,
    committedQuantity,
    price,
    discounts: discounts.map(datedOut),
    paused: isPaused,
    billingFrequency: plan.frequency,
    billingIntervalMonths: plan.intervalMonths,
    billingInAdvance: plan.billingInAdvance,
  };
}

function changeOut({ number, event, isWithdrawn }: Change, contract: BindingContract, today: CivilDate) {
  const effectiveOn = effectiveDay(event);
  const standing = effectiveOn <= today ? 'in_effect' : 'scheduled';
  return {
    change: number,
    type: event.type,
    effectiveOn,
    state: isWithdrawn ? ('withdrawn' as const) : (standing as 'in_effect' | 'scheduled'),
    sentence: describeChange(event, contract),
    reason: event.data.reason,
  };
}
