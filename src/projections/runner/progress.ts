import type { Notification, Pool, PoolClient } from 'pg';
import { type Checkpoint, channelOf, readCheckpoints } from './checkpoints.ts';
import { Waiters } from './waiters.ts';

export interface GroupLag {
  readonly group: string;
  readonly status: Checkpoint['status'];
  /** Undefined before the first event. */
  readonly position: bigint | undefined;
  /** Age of the last event folded, in milliseconds, when another group is further; 0 when none is. */
  readonly lagMillis: number;
  /** Why it stands still. */
  readonly error: string | undefined;
}

/** How far the read models are, for processes that read them. */
export interface Progress {
  /**
   * Waits until all `groups` have folded the event at `position`. False when they have not within `timeoutMs`.
   * Thousands may wait at once: one connection listens for all.
   */
  waitFor(groups: readonly string[], position: bigint, timeoutMs: number): Promise<boolean>;
  /** Positions of all live groups that have folded anything; read from the database. */
  positions(): Promise<Map<string, bigint>>;
  /** State of all live groups; read from the database. */
  lag(): Promise<GroupLag[]>;
  close(): Promise<void>;
}

/** Announcements may be lost while the listening connection is away; so we look, too, while somebody waits. */
const POLL_MILLIS = 250;
const RELISTEN_MILLIS = 500;

/** `pool`: any role that may read `ops.projection_checkpoints`; one connection of it is kept while in use. */
export function createProgress(pool: Pool, now: () => number = Date.now): Progress {
  const known = new Map<string, bigint>();
  const waiters = new Map<string, Waiters>();
  const listened = new Set<string>();
  let listening: PoolClient | undefined;
  let connecting = false;
  let closed = false;
  let relistenTimer: NodeJS.Timeout | undefined;
  let pollTimer: NodeJS.Timeout | undefined;

  function arrived(group: string, position: bigint): void {
    if (position > (known.get(group) ?? -1n)) {
      known.set(group, position);
    }
    waiters.get(group)?.wakeUntil(position);
  }

  async function look(): Promise<void> {
    for (const [group, position] of await positions()) {
      arrived(group, position);
    }
  }

  async function poll(): Promise<void> {
    try {
      await look();
    } catch {
      // The database is away: whoever waits hears of it by running out of time.
    }
    pollTimer = undefined;
    pollWhileNeeded();
  }

  function pollWhileNeeded(): void {
    if (!closed && pollTimer === undefined && [...waiters.values()].some((queue) => !queue.isEmpty)) {
      pollTimer = setTimeout(() => void poll(), POLL_MILLIS);
    }
  }

  function lostListener(client: PoolClient, error: Error | undefined): void {
    if (listening === client) {
      listening = undefined;
      listened.clear();
      client.release(error ?? true);
      relistenTimer = setTimeout(() => void listen(), RELISTEN_MILLIS);
    }
  }

  /** Makes the connection, and listens for every group that somebody has asked for; one caller at a time. */
  async function listen(): Promise<void> {
    if (closed || connecting) {
      return;
    }
    connecting = true;
    try {
      const client = listening ?? (await connect());
      for (const group of waiters.keys()) {
        if (!listened.has(group)) {
          await client.query(`LISTEN "${channelOf(group)}"`);
          listened.add(group);
        }
      }
      await look(); // what was announced before we listened
    } catch (error) {
      if (listening !== undefined) {
        lostListener(listening, error instanceof Error ? error : undefined);
      } else if (!closed) {
        relistenTimer = setTimeout(() => void listen(), RELISTEN_MILLIS);
      }
    } finally {
      connecting = false;
    }
  }

  async function connect(): Promise<PoolClient> {
    const client = await pool.connect();
    client.on('error', (error) => lostListener(client, error));
    client.on('end', () => lostListener(client, undefined));
    client.on('notification', ({ channel, payload }: Notification) => {
      arrived(channel.slice(channelOf('').length), BigInt(payload ?? '-1'));
    });
    if (closed) {
      client.release(true);
      throw new Error('Closed meanwhile');
    }
    listening = client;
    return client;
  }

  function queueOf(group: string): Waiters {
    const found = waiters.get(group);
    if (found !== undefined) {
      return found;
    }
    const queue = new Waiters();
    waiters.set(group, queue);
    void listen();
    return queue;
  }

  async function positions(): Promise<Map<string, bigint>> {
    const found = new Map<string, bigint>();
    for (const { schemaName, groupName, position } of (await readCheckpoints(pool)).values()) {
      if (schemaName === groupName && position !== undefined) {
        found.set(groupName, position);
      }
    }
    return found;
  }

  return {
    positions,
    async lag() {
      const live = [...(await readCheckpoints(pool)).values()].filter((row) => row.schemaName === row.groupName);
      const furthest = live.reduce((most, { position = -1n }) => (position > most ? position : most), -1n);
      return live.map(({ groupName, status, position, recordedAt, error }) => ({
        group: groupName,
        status,
        position,
        error,
        lagMillis:
          (position ?? -1n) < furthest && recordedAt !== undefined ? Math.max(0, now() - Date.parse(recordedAt)) : 0,
      }));
    },
    waitFor(groups, position, timeoutMs) {
      const missing = groups.filter((group) => (known.get(group) ?? -1n) < position);
      if (missing.length === 0) {
        return Promise.resolve(true);
      }
      return new Promise((resolve) => {
        let left = missing.length;
        const waiting = missing.map((group) => {
          const queue = queueOf(group);
          const waiter = {
            position,
            wake: () => {
              left -= 1;
              if (left === 0) {
                clearTimeout(timer);
                resolve(true);
              }
            },
          };
          queue.add(waiter);
          return { queue, waiter };
        });
        const timer = setTimeout(() => {
          for (const { queue, waiter } of waiting) {
            queue.remove(waiter);
          }
          resolve(false);
        }, timeoutMs);
        pollWhileNeeded();
      });
    },
    async close() {
      closed = true;
      clearTimeout(relistenTimer);
      clearTimeout(pollTimer);
      const client = listening;
      listening = undefined;
      client?.release(true);
    },
  };
}
