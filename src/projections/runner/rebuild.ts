import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';
import { type HeldLock, tryLock } from './advisory-lock.ts';
import { createCheckpointTable, readCheckpoints } from './checkpoints.ts';
import { compareSchemas, type TableDifference } from './compare.ts';
import type { Halt } from './group-advance.ts';
import { REBUILD_PACE } from './pace.ts';
import { type Member, Pass, type PassContext } from './pass.ts';
import { checkGroup, type ProjectionGroup } from './projection.ts';
import { ProjectionError } from './projection-error.ts';
import { createSchema, finishSchema, inTransaction } from './schema.ts';
import { dropOld, dropRebuild, lockLive, rebuildSchemaOf, swapSchemas } from './swap.ts';

export interface RebuildContext extends Omit<PassContext, 'pace' | 'onLag'> {
  /** Connections in the role `owner`: makes and renames schemas. */
  readonly owner: Pool;
}

export interface RebuildProgress {
  readonly position: bigint;
  readonly events: number;
  readonly eventsPerSecond: number;
}

export interface RebuildOptions {
  readonly onProgress?: (progress: RebuildProgress) => void;
  /** Compare every table with the live one at the same position before the swap. Writes to the group wait meanwhile. */
  readonly compare?: boolean;
  /** False: build and compare only, then drop what was built. */
  readonly swap?: boolean;
}

export interface RebuildReport {
  readonly group: string;
  readonly position: bigint;
  readonly events: number;
  readonly millis: number;
  /** Undefined when nothing was compared: not asked for, or no live rows at the same position. */
  readonly differences: readonly TableDifference[] | undefined;
  readonly swapped: boolean;
  /** Set when an event could not be folded: then the live rows are as they were. */
  readonly halt: Halt | undefined;
}

/** How long the live rows may take to come to where the rebuilt ones are, before a comparison is given up. */
const LIVE_WAIT_MILLIS = 15_000;

/**
 * Builds groups anew from the first event, beside the live ones, by one pass over the log; then swaps each in. Reads of
 * the live rows, and the live projector, go on meanwhile.
 * @throws ProjectionError REBUILD_RUNNING when somebody is rebuilding one of them already.
 */
export async function rebuildGroups(
  context: RebuildContext,
  groups: readonly ProjectionGroup[],
  options: RebuildOptions = {},
): Promise<RebuildReport[]> {
  const locks: HeldLock[] = [];
  const pass = new Pass(
    { ...context, pace: REBUILD_PACE },
    groups.map((group) => ({
      target: { group: checkGroup(group), schemaName: rebuildSchemaOf(group), announces: false },
      position: -1n,
    })),
  );
  const { members } = pass;
  const begun = performance.now();
  try {
    await createCheckpointTable(context.owner);
    for (const group of groups) {
      locks.push(await lockRebuild(context.pool, group));
      await dropOld(context.owner, group);
      await createSchema(context.owner, group, rebuildSchemaOf(group), { status: 'rebuilding', withIndexes: false });
    }
    let events = await runToHead(pass, begun, options);
    for (const { target } of pass.members) {
      await finishSchema(context.owner, target.group, target.schemaName);
    }
    events += await runToHead(pass, begun, { onProgress: undefined });
    pass.close();
    const reports: RebuildReport[] = [];
    for (const member of members) {
      const outcome = member.halt === undefined ? await takeOver(context, member, options) : NOT_SWAPPED;
      const millis = performance.now() - begun;
      const { target, position, halt } = member;
      reports.push({ group: target.group.name, position, events, millis, halt, ...outcome });
    }
    return reports;
  } finally {
    pass.close();
    for (const lock of locks) {
      await lock.release();
    }
  }
}

type Outcome = Pick<RebuildReport, 'differences' | 'swapped'>;

const NOT_SWAPPED: Outcome = { differences: undefined, swapped: false };

async function lockRebuild(pool: Pool, group: ProjectionGroup): Promise<HeldLock> {
  const lock = await tryLock(pool, `rebuild:${group.name}`);
  if (lock === undefined) {
    throw new ProjectionError(
      'REBUILD_RUNNING',
      `Somebody is rebuilding ${group.name} already. Wait for it, or stop that process.`,
    );
  }
  return lock;
}

async function runToHead(
  pass: Pass,
  begun: number,
  { onProgress }: Pick<RebuildOptions, 'onProgress'>,
): Promise<number> {
  let total = 0;
  while (pass.members.length > 0) {
    const { caughtUp, events } = await pass.step();
    total += events;
    const position = pass.members[0]?.position ?? 0n;
    onProgress?.({ position, events: total, eventsPerSecond: (total * 1000) / (performance.now() - begun) });
    if (caughtUp) {
      break;
    }
  }
  return total;
}

/** Waits until the live rows are as far as the rebuilt ones; false when they do not come. */
async function liveArrives(context: RebuildContext, member: Member): Promise<boolean> {
  const deadline = performance.now() + LIVE_WAIT_MILLIS;
  while (performance.now() < deadline) {
    const live = (await readCheckpoints(context.pool)).get(member.target.group.name);
    if (live === undefined || live.version !== member.target.group.version || live.status === 'halted') {
      return false;
    }
    if ((live.position ?? -1n) >= member.position) {
      return true;
    }
    await delay(50, undefined, { signal: context.signal });
  }
  return false;
}

/** The last stretch, with the live rows held still: catch up with them exactly, compare, and take their place. */
async function takeOver(context: RebuildContext, member: Member, options: RebuildOptions): Promise<Outcome> {
  const { group, schemaName } = member.target;
  const comparable = options.compare === true && (await liveArrives(context, member));
  const outcome = await inTransaction(context.owner, async (client): Promise<Outcome> => {
    const live = await lockLive(client, group);
    const stretch = new Pass({ ...context, pace: REBUILD_PACE }, [member]);
    try {
      while (live !== undefined && member.position < live.position && member.halt === undefined) {
        // A live position behind the log's end is one of another log, restored since: there is nothing to wait for.
        const { caughtUp } = await stretch.step(live.position);
        if (caughtUp) {
          break;
        }
      }
    } finally {
      stretch.close();
    }
    if (member.halt !== undefined) {
      return NOT_SWAPPED;
    }
    const differences =
      comparable && live?.position === member.position
        ? await compareSchemas(context.pool, group.name, schemaName)
        : undefined;
    if (options.swap === false) {
      return { differences, swapped: false };
    }
    await swapSchemas(client, group);
    return { differences, swapped: true };
  });
  if (outcome.swapped) {
    await dropOld(context.owner, group);
  } else if (options.swap === false) {
    await dropRebuild(context.owner, group);
  }
  return outcome;
}
