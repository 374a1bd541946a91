/** What a code means: its status, its title (the same for every occurrence, RFC 9457 §3.1.3) and what to do now. */
export interface ErrorCode {
  readonly status: number;
  readonly title: string;
  readonly remedy: string;
}

function code(status: number, title: string, remedy: string): ErrorCode {
  return { status, title, remedy };
}

/**
 * Every code that an answer can carry. Codes are stable: clients branch on them. A rule of the domain that rejects with
 * a new code needs a line here, and `npx tsx scripts/write-error-docs.ts` writes docs/errors.md again.
 */
export const ERROR_CODES = {
  MALFORMED_REQUEST: code(400, 'The request cannot be read', 'Correct the request as the message says.'),
  MALFORMED_JSON: code(400, 'The body is not acceptable JSON', 'Send one JSON document in UTF-8, as RFC 8259 has it.'),
  VALIDATION_FAILED: code(400, 'Some values are not acceptable', 'Correct the fields in `details.validationErrors`.'),
  CURSOR_INVALID: code(
    400,
    'The cursor does not fit',
    'Ask for the list without `after`, then follow its `nextCursor`.',
  ),
  OFFSET_TOO_DEEP: code(400, 'The offset is too deep', 'Follow `paging.nextCursor` with `after=` to read further.'),
  UNAUTHENTICATED: code(401, 'Nobody is signed in', 'Send valid credentials in the Authorization header.'),
  FORBIDDEN: code(403, 'Not permitted', 'Ask an administrator for the permission that the message names.'),
  ORIGIN_NOT_ALLOWED: code(403, 'Unknown origin', 'Add the origin of the page to the configured CORS origins.'),
  ROUTE_NOT_FOUND: code(404, 'No such route', 'Compare method and path with /api/docs.'),
  NOT_FOUND: code(404, 'No such record', 'Check the id; the record may have been deleted, or belong to somebody else.'),
  METHOD_NOT_ALLOWED: code(405, 'The route has other methods', 'Use one of the methods in the Allow header.'),
  REQUEST_TIMEOUT: code(408, 'The request came too slowly', 'Send it again, in one go.'),
  CONFLICT: code(409, 'A business rule says no', 'Read the message; it says which rule, and what to do.'),
  CONCURRENT_CHANGE: code(409, 'Somebody else was faster', 'Read the record again, then repeat the change.'),
  REVISION_MISMATCH: code(412, 'The record has changed', 'Read the record again and send its new ETag as If-Match.'),
  BODY_TOO_LARGE: code(413, 'The body is too large', 'Send at most 1 MiB; split the work into several requests.'),
  URI_TOO_LONG: code(414, 'The address is too long', 'Send at most 8,192 characters; use fewer values in filters.'),
  UNSUPPORTED_MEDIA_TYPE: code(415, 'The body is not JSON', 'Send it with Content-Type: application/json.'),
  WRONG_HOST: code(421, 'This host is not served here', 'Call the server by localhost, 127.0.0.1 or [::1].'),
  IDEMPOTENCY_KEY_REUSED: code(
    422,
    'The key stands for another request',
    'Send a new Idempotency-Key for a new request.',
  ),
  RATE_LIMITED: code(429, 'Too many requests', 'Wait as long as Retry-After says.'),
  HEADERS_TOO_LARGE: code(431, 'The headers are too large', 'Send at most 16 KiB of headers.'),
  REQUEST_ABORTED: code(499, 'The client went away', 'Nothing: nobody reads this answer. It appears in the logs only.'),
  INTERNAL_ERROR: code(
    500,
    'Something broke on our side',
    'Report `details.traceId`; the cause stands beside it in the log.',
  ),
  UNAVAILABLE: code(503, 'Something that we need is down', 'Send the same request again after Retry-After seconds.'),
  NOT_READY: code(503, 'Not ready to serve', 'See `details.checks`; wait, or look after the part that fails.'),
  PROJECTION_BEHIND: code(
    503,
    'The lists have not caught up',
    'Ask again after Retry-After seconds, or without min-position.',
  ),
} satisfies Record<string, ErrorCode>;

export type KnownErrorCode = keyof typeof ERROR_CODES;

const BY_NAME: ReadonlyMap<string, ErrorCode> = new Map(Object.entries(ERROR_CODES));

/** A code that is missing in the table is still a business rule's no: never a 500. A test keeps the table complete. */
export function describeCode(name: string): ErrorCode {
  return BY_NAME.get(name) ?? ERROR_CODES.CONFLICT;
}
