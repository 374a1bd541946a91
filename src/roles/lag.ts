import type { GroupLag, Progress } from '../projections/runner/progress.ts';

export interface LagSources {
  readonly groups: readonly string[];
  readonly progress: Pick<Progress, 'lag'>;
  /** Position of the last event in the log. */
  readonly head: () => Promise<bigint | undefined>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

interface Goal {
  readonly position: bigint;
  readonly since: number;
}

/**
 * How far each read model is behind the log, not only behind the others: also when the projector is gone, or has never
 * come. Measured from one look to the next: a group that has not reached what was the log's end then, is late by the
 * time since.
 */
export function lagBehindLog({ groups, progress, head, now }: LagSources): () => Promise<GroupLag[]> {
  const goals = new Map<string, Goal>();
  return async () => {
    const end = (await head()) ?? -1n;
    const known = new Map((await progress.lag()).map((lag) => [lag.group, lag]));
    return groups.map((group) => {
      const found = known.get(group);
      const position = found?.position;
      const goal = goals.get(group);
      if (goal === undefined || (position ?? -1n) >= goal.position) {
        goals.set(group, { position: end, since: now() });
      }
      const missed = goals.get(group);
      const isLate = missed !== undefined && (position ?? -1n) < missed.position;
      const lagMillis = isLate ? now() - missed.since : 0;
      return { group, status: found?.status ?? 'running', position, error: found?.error, lagMillis };
    });
  };
}
