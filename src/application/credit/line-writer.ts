import { setTimeout as delay } from 'node:timers/promises';
import { type CreditLineCommand, creditLine, EPOCH_EVENTS_MAX } from '../../domain/credit/credit-line.ts';
import type { CreditLineEvent } from '../../domain/credit/events.ts';
import type { OpenCreditLine } from '../../domain/credit/state.ts';
import type { CivilDate } from '../../domain/kernel/calendar.ts';
import type { Decision } from '../../domain/kernel/decider.ts';
import type { TenantId } from '../../domain/kernel/ids.ts';
import type { CreditLineAddress } from '../ports/credit-finders.ts';
import { type EventStore, type Provenance, RevisionConflict } from '../ports/event-store.ts';
import { step } from '../step.ts';
import { recalledLine, rememberLine } from './known-lines.ts';
import { type CurrentLine, openedLine, reachLine } from './line-epochs.ts';
import { creditLineId, creditLineStream } from './line-streams.ts';
import type { OpeningUses } from './opening-uses.ts';

/** Commands that one append takes together: those that came while the one before was under way. */
const TOGETHER_MAX = 100;
/** Conflicts in a row before giving up, as of other streams. */
const CONFLICTS_MAX = 50;
const CONFLICT_DELAY_MAX_MS = 40;

export type LineCommand = Exclude<CreditLineCommand, { kind: 'open' | 'takeOver' | 'carryForward' }>;

/** What was decided, and how the line stands after it. */
export interface LineAnswer {
  readonly lineId: string;
  readonly decision: Decision<CreditLineEvent>;
  readonly line: OpenCreditLine;
}

export interface LineWriter {
  /** Undefined where the line was never opened and the command opens none. */
  decide(command: LineCommand, on: CivilDate, provenance: Provenance): Promise<LineAnswer | undefined>;
}

interface Waiting {
  readonly command: LineCommand;
  readonly on: CivilDate;
  readonly provenance: Provenance;
  readonly resolve: (answer: LineAnswer | undefined) => void;
  readonly reject: (error: unknown) => void;
}

export interface LineWriterDeps {
  readonly eventStore: EventStore;
  readonly openingUses: OpeningUses;
}

/**
 * Decides on one line, as its current epoch stands. One of a process that is asked by many documents at the same time
 * decides them in turn and appends what they mean together: one line that all of a chunk use is no queue of appends.
 * Each is decided for itself; the append states the revision that all were decided on.
 */
export function lineWriter(deps: LineWriterDeps, tenantId: TenantId, address: CreditLineAddress): LineWriter {
  const key = `${tenantId}|${creditLineId(address, 1)}`;
  const waiting: Waiting[] = [];
  let known: CurrentLine | undefined;
  let isAtWork = false;

  async function work(): Promise<void> {
    isAtWork = true;
    for (let batch = waiting.splice(0, TOGETHER_MAX); batch.length > 0; batch = waiting.splice(0, TOGETHER_MAX)) {
      try {
        await decideTogether(batch);
      } catch (error) {
        known = undefined;
        for (const { reject } of batch) {
          reject(error);
        }
      }
    }
    isAtWork = false;
  }

  async function decideTogether(batch: readonly Waiting[]): Promise<void> {
    for (let conflicts = 0; ; conflicts += 1) {
      try {
        const opener = batch.find(({ command }) => opens(command));
        known = await currentLine(known, opener ?? batch[0]);
        return known === undefined ? notThere(batch) : await append(known, batch);
      } catch (error) {
        if (!(error instanceof RevisionConflict) || conflicts >= CONFLICTS_MAX) {
          throw error;
        }
        known = undefined;
        await delay(Math.random() * Math.min(CONFLICT_DELAY_MAX_MS, 2 + conflicts));
      }
    }
  }

  async function currentLine(before: CurrentLine | undefined, first: Waiting | undefined) {
    const reached =
      before ??
      (await recalledLine(deps.eventStore, tenantId, key)) ??
      (await reachLine(deps.eventStore, tenantId, address, first));
    if (reached !== undefined || first === undefined || !('terms' in first.command) || !opens(first.command)) {
      return reached;
    }
    const uses = await deps.openingUses(tenantId, address);
    return openedLine(deps.eventStore, tenantId, address, { terms: first.command.terms, uses, on: first.on }, first);
  }

  async function append(line: CurrentLine, batch: readonly Waiting[]): Promise<void> {
    const answers: (() => void)[] = [];
    const events: CreditLineEvent[] = [];
    let state = line.state;
    for (const { command, resolve } of batch) {
      const decision = creditLine.decide(command, state);
      if (decision.outcome === 'accepted') {
        events.push(...decision.events);
        state = decision.events.reduce((folded, event) => asOpen(creditLine.evolve(folded, event)), state);
      }
      const after = state;
      answers.push(() => resolve({ lineId: line.lineId, decision, line: after }));
    }
    const [first] = batch;
    if (events.length > 0 && first !== undefined) {
      if (line.revision + 1 + events.length >= EPOCH_EVENTS_MAX) {
        known = await carriedForward(line, first);
        return append(known, batch);
      }
      const stream = creditLineStream(tenantId, line.lineId);
      // With the revision: what was given back can be asked for again by the same command, and is another fact then.
      const provenance = step(first.provenance, 'credit', line.lineId, line.revision);
      const { revision } = await deps.eventStore.append(stream, line.revision, events, provenance);
      known = { ...line, state, revision };
      rememberLine(deps.eventStore, key, known);
    }
    for (const answer of answers) {
      answer();
    }
  }

  async function carriedForward(line: CurrentLine, { on, provenance }: Waiting): Promise<CurrentLine> {
    const nextLineId = creditLineId(address, line.state.epoch + 1);
    const decision = creditLine.decide({ kind: 'carryForward', nextLineId, on }, line.state);
    if (decision.outcome === 'accepted') {
      const stream = creditLineStream(tenantId, line.lineId);
      const carrying = step(provenance, 'carry', line.lineId, line.revision);
      await deps.eventStore.append(stream, line.revision, decision.events, carrying);
    }
    const next = await reachLine(deps.eventStore, tenantId, address, { on, provenance }, line.state.epoch);
    if (next === undefined) {
      throw new Error(`The credit line ${line.lineId} was carried forward to nowhere`);
    }
    return next;
  }

  return {
    decide: (command, on, provenance) =>
      new Promise((resolve, reject) => {
        waiting.push({ command, on, provenance, resolve, reject });
        if (!isAtWork) {
          void work();
        }
      }),
  };
}

/** A limit that is asked for, or set, begins its line with what its debtors owe already. */
function opens(command: LineCommand): boolean {
  return 'terms' in command && command.terms.limit !== null;
}

function notThere(batch: readonly Waiting[]): void {
  for (const { resolve } of batch) {
    resolve(undefined);
  }
}

function asOpen(state: ReturnType<typeof creditLine.evolve>): OpenCreditLine {
  if (state.status !== 'open') {
    throw new Error(`A credit line became ${state.status} by a command that closes none`);
  }
  return state;
}
