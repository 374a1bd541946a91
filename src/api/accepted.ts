import type { FastifyReply } from 'fastify';
import { single } from './envelope.ts';

/** How long an accepted command waits for the lists to show it. */
const PROJECTION_WAIT_MS = 1_000;

export interface AcceptedAnswer<Data> {
  readonly data: Data;
  /** Position of the last event that the answer knows of. */
  readonly position: bigint;
  /** Projection groups whose rows the caller will look at next. */
  readonly groups: readonly string[];
  /** Revision of the stream: becomes the ETag that a later If-Match takes. */
  readonly revision?: number | undefined;
  /** 200 unless given; 201 for something new. */
  readonly status?: 200 | 201 | 202 | undefined;
  /** Address of what was made. */
  readonly location?: string | undefined;
}

/**
 * Answers a command that has been accepted. It is a fact by now, so nothing here may turn it into an error: when the
 * projections do not come in time, or cannot be asked, the answer says `projected: false`.
 */
export async function respondAccepted<Data>(reply: FastifyReply, answer: AcceptedAnswer<Data>) {
  const projected = await hasBeenProjected(reply, answer);
  const position = answer.position.toString();
  reply.code(answer.status ?? 200).header('X-Position', position);
  setRevision(reply, answer.revision);
  if (answer.location !== undefined) {
    reply.header('Location', answer.location);
  }
  return { ...single(answer.data), position, projected };
}

/** The same for a deletion: 204, position and projected in headers only. */
export async function respondDeleted(reply: FastifyReply, answer: Omit<AcceptedAnswer<undefined>, 'data' | 'status'>) {
  const projected = await hasBeenProjected(reply, answer);
  reply.code(204).header('X-Position', answer.position.toString()).header('X-Projected', String(projected));
  return undefined;
}

/** ETag = revision of the record's stream. */
export function setRevision(reply: FastifyReply, revision: number | undefined): void {
  if (revision !== undefined) {
    reply.header('ETag', `"${revision}"`);
  }
}

async function hasBeenProjected(
  reply: FastifyReply,
  { groups, position }: { groups: readonly string[]; position: bigint },
): Promise<boolean> {
  try {
    return await reply.server.deps.progress.waitFor(groups, position, PROJECTION_WAIT_MS);
  } catch (error) {
    reply.log.warn({ err: error, groups }, 'progress of the projections could not be asked');
    return false;
  }
}
