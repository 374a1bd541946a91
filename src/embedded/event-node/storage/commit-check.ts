import type { RecentEventIds } from './recent-event-ids.ts';
import type { Stream } from './streams.ts';

/*
 * The revision that a writer expects a stream to be at. Negative numbers are EventStoreDB's own for the special cases;
 * they are also what error trailers show.
 */
export const EXPECT_NO_STREAM = -1;
export const EXPECT_ANY = -2;
export const EXPECT_STREAM_EXISTS = -4;

/** What is to become of an append. */
export type CommitDecision =
  | { kind: 'accept' }
  /** The very same events are there already, the last of them at this revision. */
  | { kind: 'repeated'; lastRevision: number }
  /** `current` is the stream's last revision, -1 if it has no events. */
  | { kind: 'wrong-expected-version'; current: number }
  | { kind: 'stream-deleted' };

/** What the decision needs to know beyond the stream itself. */
export interface CommitContext {
  readonly recentIds: RecentEventIds;
  /** Whether the stream has metadata, though perhaps no events. */
  hasMetadata(stream: Stream): boolean;
  eventIdAt(stream: Stream, revision: number): string;
}

const ACCEPT: CommitDecision = { kind: 'accept' };

/** Decides on an append by what the writer knows, as EventStoreDB's index writer does. */
export function checkCommit(
  context: CommitContext,
  stream: Stream,
  expected: number,
  eventIds: readonly string[],
): CommitDecision {
  const { count, metadata, tombstoned } = stream.written;
  const current = count - 1;
  if (tombstoned) return { kind: 'stream-deleted' };
  if (expected === EXPECT_STREAM_EXISTS) {
    if (metadata.deleted) return { kind: 'stream-deleted' };
    if (current < 0 && !context.hasMetadata(stream)) return { kind: 'wrong-expected-version', current };
  }
  if (expected === EXPECT_ANY || expected === EXPECT_STREAM_EXISTS) {
    return checkByRecentIds(context, stream, current, eventIds);
  }
  if (expected > current) return { kind: 'wrong-expected-version', current };
  if (expected === current) return ACCEPT;
  return checkByLog(context, stream, current, expected, eventIds);
}

function checkByRecentIds(
  context: CommitContext,
  stream: Stream,
  current: number,
  eventIds: readonly string[],
): CommitDecision {
  let lastRevision = -1;
  for (const [index, id] of eventIds.entries()) {
    const recent = context.recentIds.get(id);
    if (recent === undefined || recent.stream !== stream) {
      return index === 0 ? ACCEPT : { kind: 'wrong-expected-version', current };
    }
    lastRevision = recent.revision;
  }
  return lastRevision < 0 ? ACCEPT : { kind: 'repeated', lastRevision };
}

/** The stream is further on than expected: fine only if what came after is this same append. */
function checkByLog(
  context: CommitContext,
  stream: Stream,
  current: number,
  expected: number,
  eventIds: readonly string[],
): CommitDecision {
  const wrong: CommitDecision = { kind: 'wrong-expected-version', current };
  for (const [index, id] of eventIds.entries()) {
    const revision = expected + 1 + index;
    if (revision <= current && context.eventIdAt(stream, revision) === id) continue;
    const recreates = index === 0 && expected === EXPECT_NO_STREAM && stream.written.metadata.deleted;
    return recreates ? ACCEPT : wrong;
  }
  return eventIds.length === 0 ? wrong : { kind: 'repeated', lastRevision: expected + eventIds.length };
}
