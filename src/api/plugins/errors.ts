import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { RevisionConflict } from '../../application/ports/event-store.ts';
import { describeCode, type KnownErrorCode } from '../error-codes.ts';
import { UnacceptableJson } from '../json-body.ts';
import { problemBody } from '../problem.ts';
import { Refusal } from '../refusal.ts';
import { isUnavailable } from '../unavailable.ts';
import { methodsOf } from './known-paths.ts';

interface Finding {
  readonly code: string;
  readonly message: string;
  readonly details?: Record<string, unknown> | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Fastify's own errors that a caller can cause, by their code. */
const FASTIFY_CODES: Readonly<Record<string, { code: KnownErrorCode; message: string }>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: { code: 'BODY_TOO_LARGE', message: 'The body is larger than 1 MiB.' },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { code: 'UNSUPPORTED_MEDIA_TYPE', message: 'The body must be application/json.' },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    code: 'MALFORMED_REQUEST',
    message: 'The body is not as long as its Content-Length header says.',
  },
  FST_ERR_BAD_URL: {
    code: 'MALFORMED_REQUEST',
    message: 'The address is not a valid one: check its percent-encoding.',
  },
  FST_ERR_MAX_PARAM_LENGTH: { code: 'URI_TOO_LONG', message: 'A part of the path is longer than any id.' },
  FST_ERR_ASYNC_CONSTRAINT: { code: 'MALFORMED_REQUEST', message: 'The request cannot be routed.' },
};

/** Every answer that is not 2xx has one shape, whoever noticed the fault. */
export const errorsPlugin = fp(
  async (app) => {
    app.setErrorHandler((error: FastifyError, request, reply) => {
      const finding = find(error, request);
      log(error, finding, request);
      return sendProblem(request, reply, finding);
    });
    app.setNotFoundHandler((request, reply) => {
      const allowed = methodsOf(app, pathOf(request));
      const finding: Finding =
        allowed.length > 0
          ? {
              code: 'METHOD_NOT_ALLOWED',
              message: `${request.method} is not a method of this route; it has ${allowed.join(', ')}.`,
              headers: { Allow: allowed.join(', ') },
            }
          : { code: 'ROUTE_NOT_FOUND', message: `There is no route ${request.method} ${pathOf(request)}.` };
      return sendProblem(request, reply, finding);
    });
  },
  { name: 'errors' },
);

/** The router refuses an address before any route, hook or plugin has seen it. */
export function answerBadUrl(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  void sendProblem(request, reply, find(error, request));
}

function find(error: FastifyError, request: FastifyRequest): Finding {
  if (error instanceof Refusal) {
    const { fields, details, headers } = error.options;
    return {
      code: error.code,
      message: error.message,
      details: { ...(fields === undefined ? {} : { validationErrors: fields }), ...details },
      headers: { ...retryHeaders(describeCode(error.code).status), ...headers },
    };
  }
  if (request.raw.destroyed && !request.raw.complete) {
    return { code: 'REQUEST_ABORTED', message: 'The client closed the connection before the request was complete.' };
  }
  if (error instanceof UnacceptableJson) {
    return { code: 'MALFORMED_JSON', message: error.message };
  }
  if (error instanceof RevisionConflict) {
    return conflict(error, request);
  }
  const known = FASTIFY_CODES[error.code];
  if (known !== undefined) {
    return known;
  }
  if (error.statusCode === 400) {
    return { code: 'MALFORMED_REQUEST', message: 'The request is malformed.' };
  }
  return breakdown(error, request);
}

/** A precondition that the caller stated fails as such; else it is a race that was lost too often. */
function conflict(error: RevisionConflict, request: FastifyRequest): Finding {
  return {
    code: request.command?.expectedRevision === undefined ? 'CONCURRENT_CHANGE' : 'REVISION_MISMATCH',
    message: `${error.message}.`,
  };
}

/** Nothing about the cause leaves the process: the trace id finds it in the log. */
function breakdown(error: FastifyError, request: FastifyRequest): Finding {
  const details = { traceId: request.id };
  return isUnavailable(error)
    ? {
        code: 'UNAVAILABLE',
        message: 'A part that we depend on is not reachable. Nothing is lost; send the same request again.',
        details,
        headers: retryHeaders(503),
      }
    : { code: 'INTERNAL_ERROR', message: `Something broke on our side. Its trace id is ${request.id}.`, details };
}

/** 429 and 503 always say when to come again. */
function retryHeaders(status: number): Record<string, string> {
  return status === 503 || status === 429 ? { 'Retry-After': '1' } : {};
}

function log(error: FastifyError, finding: Finding, request: FastifyRequest): void {
  const { status } = describeCode(finding.code);
  if (status >= 500 && !(error instanceof Refusal)) {
    request.log.error({ err: error, code: finding.code }, 'request failed');
  } else {
    request.log.info({ code: finding.code, status }, 'request refused');
  }
}

function sendProblem(request: FastifyRequest, reply: FastifyReply, finding: Finding): FastifyReply {
  const body = problemBody({
    code: finding.code,
    message: finding.message,
    path: pathOf(request),
    now: request.server.deps.clock.now(),
    details: finding.details ?? {},
  });
  const wantsProblem = request.headers.accept?.includes('application/problem+json') === true;
  return reply
    .code(body.status)
    .headers(finding.headers ?? {})
    .type(wantsProblem ? 'application/problem+json; charset=utf-8' : 'application/json; charset=utf-8')
    .serializer(JSON.stringify)
    .send(body);
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? request.url;
}
