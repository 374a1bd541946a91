import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import type { Provenance } from '../../application/ports/event-store.ts';
import type { Identity } from '../../identity/identity.ts';
import { AnswersUnderWay } from '../answers-under-way.ts';
import { refusal } from '../refusal.ts';

/** What a write hands to its use case beside its values. */
export interface CommandContext extends Provenance {
  /** Revision from If-Match: decide on exactly this one. */
  readonly expectedRevision?: number | undefined;
}

const WRITES = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
const KEY = /^[\x21-\x7e]{1,255}$/;

/** Our ETags are revisions; a proxy that compresses marks them weak, which changes nothing about the revision. */
const REVISION_TAG = /^(?:W\/)?"(\d{1,15})"$/;
const ANY_TAG = /^(?:W\/)?"[^"]*"$/;

/** Status noted for an answer that never reached its caller: the repetition that follows is the same command. */
const NOT_DELIVERED = 499;

/** Makes every write a command with an id, so that the same request again is the same command. */
export const commandPlugin = fp(
  async (app) => {
    const underWay = new AnswersUnderWay();
    app.decorateRequest('command', null);

    // After validation: a request that cannot be read is no command, and is worth no row.
    app.addHook('preHandler', (request, _reply, done) => {
      const { identity } = request;
      if (WRITES.has(request.method) && identity !== null && !request.is404) {
        begin(request, identity).then(() => done(), done);
      } else {
        done();
      }
    });

    app.addHook('onSend', (request, reply, _payload, done) => {
      const { command } = request;
      if (command !== null) {
        underWay.follow(requestHash(request), reply.raw, (delivered) =>
          noteAnswered(request, command, delivered ? reply.statusCode : NOT_DELIVERED),
        );
      }
      done();
    });

    async function begin(request: FastifyRequest, identity: Identity): Promise<void> {
      await underWay.settled(requestHash(request));
      request.command = await beginCommand(request, identity);
    }
  },
  { name: 'command', dependencies: ['permission'] },
);

async function beginCommand(request: FastifyRequest, identity: Identity): Promise<CommandContext> {
  const { idempotency, clock } = request.server.deps;
  const { tenantId, actor } = identity;
  const expectedRevision = parseIfMatch(request.headers['if-match']);
  const begun = await idempotency.begin({
    tenantId,
    actor: `${actor.kind}:${actor.id}`,
    key: parseKey(request.headers['idempotency-key']),
    method: request.method,
    path: request.url,
    bodyHash: createHash('sha256').update(request.bodyText).digest('hex'),
  });
  if (begun.kind === 'other_body') {
    throw refusal(
      'IDEMPOTENCY_KEY_REUSED',
      'This Idempotency-Key was sent before with another request; send a new key for a new request.',
    );
  }
  return {
    tenantId,
    actor,
    commandId: begun.commandId,
    correlationId: request.id,
    causationId: begun.commandId,
    recordedAt: clock.now(),
    expectedRevision,
  };
}

/** Everything by which two writes of one process are told apart here; too coarse would only make somebody wait. */
function requestHash(request: FastifyRequest): string {
  const about = [request.identity?.tenantId, request.identity?.actor, request.method, request.url];
  return createHash('sha256').update(JSON.stringify(about)).update(request.bodyText).digest('base64url');
}

function parseKey(header: string | string[] | undefined): string | undefined {
  if (header === undefined) {
    return undefined;
  }
  if (typeof header !== 'string' || !KEY.test(header)) {
    throw refusal('MALFORMED_REQUEST', 'Idempotency-Key must be 1 to 255 visible ASCII characters, such as a UUID.');
  }
  return header;
}

function parseIfMatch(header: string | undefined): number | undefined {
  if (header === undefined || header === '*') {
    return undefined;
  }
  const revision = REVISION_TAG.exec(header)?.[1];
  if (revision !== undefined) {
    return Number(revision);
  }
  throw ANY_TAG.test(header)
    ? refusal('REVISION_MISMATCH', 'If-Match names a revision that this record never had; read it again.')
    : refusal('MALFORMED_REQUEST', 'If-Match must be one ETag as we sent it, in double quotes, such as "7".');
}

async function noteAnswered(request: FastifyRequest, command: CommandContext, status: number): Promise<void> {
  try {
    await request.server.deps.idempotency.answered(command.tenantId, command.commandId, status);
  } catch (error) {
    // The command stands; at worst an equal write that follows soon is taken for its repetition.
    request.log.warn({ err: error, commandId: command.commandId }, 'answered status could not be noted');
  }
}
