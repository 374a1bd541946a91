import { setTimeout as delay } from 'node:timers/promises';
import { type Checkpoint, readCheckpoints } from './checkpoints.ts';
import { untilDatabaseAnswers } from './database-errors.ts';
import { type Pace, REBUILD_PACE } from './pace.ts';
import { type Member, Pass, type PassContext } from './pass.ts';
import type { ProjectionGroup } from './projection.ts';
import { ProjectionError } from './projection-error.ts';
import { type RebuildContext, rebuildGroups } from './rebuild.ts';
import { createSchema } from './schema.ts';

export interface LeadershipContext extends RebuildContext, Pick<PassContext, 'onLag'> {
  readonly pace: Pace;
}

/** How often groups that stand still are looked at: an operator may have rebuilt one, or set it running again. */
const REVIVE_EVERY_MS = 2_000;
const IDLE_MS = 50;

/**
 * One term as the active projector. Groups that are up to date share one pass over the log. Those behind it (new ones,
 * those that stood still, other versions) get a pass of their own first, so that the others need not wait for them.
 */
export class Leadership {
  readonly #context: LeadershipContext;
  readonly #groups: readonly ProjectionGroup[];
  readonly #main: Pass;
  readonly #stop = new AbortController();
  /** Groups that are being brought up to the others. */
  readonly #behind = new Set<string>();
  /** Rebuilds that met an event they cannot fold: the same build will not do better. */
  readonly #failedRebuild = new Set<string>();
  readonly #background: Promise<void>[] = [];

  constructor(context: LeadershipContext, groups: readonly ProjectionGroup[]) {
    this.#context = { ...context, signal: AbortSignal.any([context.signal, this.#stop.signal]) };
    this.#groups = groups;
    this.#main = new Pass(this.#context, []);
  }

  /** Runs until the signal is raised. @throws ProjectionError when the log is not the one that was folded. */
  async run(onLeading: () => void): Promise<void> {
    try {
      await this.#retrying(() => this.#begin());
      onLeading();
      let revivedAt = performance.now();
      for (;;) {
        this.#context.signal.throwIfAborted();
        if (this.#main.members.length > 0) {
          await this.#main.step();
        } else {
          await delay(IDLE_MS, undefined, { signal: this.#context.signal });
        }
        if (performance.now() - revivedAt > REVIVE_EVERY_MS) {
          await this.#retrying(() => this.#revive());
          revivedAt = performance.now();
        }
      }
    } finally {
      this.#stop.abort(this.#context.signal.aborted ? this.#context.signal.reason : new Error('The term has ended'));
      this.#main.close();
      await Promise.allSettled(this.#background);
    }
  }

  #retrying<T>(work: () => Promise<T>): Promise<T> {
    return untilDatabaseAnswers(work, this.#context.signal, (error) =>
      this.#context.log.warn({ err: error }, 'The database is away; the projector waits for it'),
    );
  }

  async #begin(): Promise<void> {
    const checkpoints = await readCheckpoints(this.#context.pool);
    const current: Member[] = [];
    const behind: Member[] = [];
    const outdated: ProjectionGroup[] = [];
    for (const group of this.#groups) {
      const found = checkpoints.get(group.name);
      if (found === undefined) {
        await createSchema(this.#context.owner, group, group.name, { status: 'running', withIndexes: true });
        behind.push(memberOf(group, undefined));
      } else if (found.version !== group.version) {
        outdated.push(group);
      } else {
        await this.#checkLog(found);
        (found.status === 'halted' || found.position === undefined ? behind : current).push(memberOf(group, found));
      }
    }
    // With nobody ahead of them, those that are behind may as well begin together.
    for (const member of current.length === 0 ? behind : current) {
      this.#main.join(member);
    }
    if (current.length > 0) {
      this.#inBackground(
        behind.map(({ target }) => target.group),
        () => this.#catchUp(behind),
      );
    }
    this.#inBackground(outdated, () => this.#rebuild(outdated));
  }

  /** The event at the checkpoint must be the one that was folded: else this is another log, or a shortened one. */
  async #checkLog({ groupName, position, eventId }: Checkpoint): Promise<void> {
    if (position === undefined) {
      return;
    }
    const found = await this.#context.feed.eventIdAt(position);
    if (found !== eventId) {
      throw new ProjectionError(
        'CHECKPOINT_MISMATCH',
        `The read models of ${groupName} were folded up to event ${eventId} at position ${position}, but the event store ` +
          `has ${found === undefined ? 'no event' : `event ${found}`} there. It is another event store, or was restored ` +
          'from an older backup. Point the projector at the right one; if this one is right, rebuild the read models.',
      );
    }
  }

  #inBackground(groups: readonly ProjectionGroup[], work: () => Promise<void>): void {
    if (groups.length === 0) {
      return;
    }
    for (const { name } of groups) {
      this.#behind.add(name);
    }
    const running = work()
      .catch((error) => {
        if (!this.#context.signal.aborted) {
          const names = groups.map(({ name }) => name);
          this.#context.log.error({ groups: names, err: error }, 'Read models could not be brought up to the others');
          this.#stop.abort(error);
        }
      })
      .finally(() => {
        for (const { name } of groups) {
          this.#behind.delete(name);
        }
      });
    this.#background.push(running);
  }

  async #catchUp(members: readonly Member[]): Promise<void> {
    const pass = new Pass({ ...this.#context, pace: REBUILD_PACE }, members);
    try {
      while (pass.members.length > 0 && !(await pass.step()).caughtUp) {
        // until it is where the others are
      }
    } finally {
      pass.close();
    }
    for (const member of pass.members) {
      this.#main.join(member);
    }
  }

  async #rebuild(groups: readonly ProjectionGroup[]): Promise<void> {
    const { log } = this.#context;
    const names = groups.map(({ name, version }) => `${name} ${version}`);
    log.warn({ groups: names }, 'These read models are of another version; building them anew beside the old ones');
    const reports = await rebuildGroups(this.#context, groups).catch((error) => {
      if (error instanceof ProjectionError && error.code === 'REBUILD_RUNNING') {
        log.warn({ groups: names }, error.message);
        return []; // looked at again when it is done, or gone
      }
      throw error;
    });
    for (const group of groups) {
      const report = reports.find((one) => one.group === group.name);
      if (report?.halt !== undefined) {
        this.#failedRebuild.add(group.name);
      } else if (report?.swapped === true) {
        const { events, millis, position } = report;
        log.info({ group: group.name, events, millis: Math.round(millis), position: String(position) }, 'Rebuilt');
        this.#main.join({ target: liveTarget(group), position });
      }
    }
  }

  async #revive(): Promise<void> {
    const running = new Set([...this.#main.members.map(({ target }) => target.group.name), ...this.#behind]);
    const missing = this.#groups.filter(({ name }) => !running.has(name));
    if (missing.length === 0) {
      return;
    }
    const checkpoints = await readCheckpoints(this.#context.pool);
    for (const group of missing) {
      const found = checkpoints.get(group.name);
      if (found === undefined) {
        continue;
      }
      if (found.version !== group.version) {
        if (!this.#failedRebuild.has(group.name)) {
          this.#inBackground([group], () => this.#rebuild([group]));
        }
      } else if (found.status === 'running') {
        this.#inBackground([group], () => this.#catchUp([memberOf(group, found)]));
      }
    }
  }
}

function liveTarget(group: ProjectionGroup): Member['target'] {
  return { group, schemaName: group.name, announces: true };
}

function memberOf(group: ProjectionGroup, found: Checkpoint | undefined): Member {
  return { target: liveTarget(group), position: found?.position ?? -1n };
}
