/** The gRPC status codes that the node answers with. */
export const GrpcCode = {
  ok: 0,
  unknown: 2,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  resourceExhausted: 8,
  failedPrecondition: 9,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
} as const;

/** A call that ends in an error: the status, and trailers by which the client knows what happened. */
export class GrpcError extends Error {
  readonly status: number;
  readonly trailers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, trailers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = 'GrpcError';
    this.status = status;
    this.trailers = trailers;
  }
}

/** The stream has a tombstone. */
export function streamDeleted(stream: string): GrpcError {
  return new GrpcError(GrpcCode.failedPrecondition, `Event stream '${stream}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': asciiEscaped(stream),
  });
}

/** A delete or tombstone whose expected version does not hold. Versions are EventStoreDB's numbers, -1 for no stream. */
export function wrongExpectedVersion(stream: string, expected: number, actual: number): GrpcError {
  const message =
    `Delete failed due to WrongExpectedVersion. Stream: ${stream}, ` +
    `Expected version: ${expected}, Actual version: ${actual}`;
  return new GrpcError(GrpcCode.failedPrecondition, message, {
    exception: 'wrong-expected-version',
    'stream-name': asciiEscaped(stream),
    'expected-version': String(expected),
    'actual-version': String(actual),
  });
}

/** More than an append may hold. */
export function maximumAppendSizeExceeded(bytesMax: number): GrpcError {
  return new GrpcError(GrpcCode.invalidArgument, `Maximum Append Size of ${bytesMax} Exceeded.`, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': String(bytesMax),
  });
}

/** An event without its type or content type. */
export function requiredMetadataMissing(property: string): GrpcError {
  return new GrpcError(GrpcCode.invalidArgument, `Required Metadata Property '${property}' is missing`, {
    exception: 'missing-required-metadata-property',
    'required-metadata-properties': 'type,content-type',
  });
}

export function invalidArgument(message: string): GrpcError {
  return new GrpcError(GrpcCode.invalidArgument, message);
}

export function unavailable(message: string): GrpcError {
  return new GrpcError(GrpcCode.unavailable, message);
}

/** Trailers are ASCII: anything else in a stream's name is percent-encoded. */
function asciiEscaped(text: string): string {
  return text.replace(/[^\x20-\x7e]+/g, (part) => encodeURIComponent(Buffer.from(part).toString()));
}

/** `grpc-message` is percent-encoded, percent signs included. */
export function grpcMessage(text: string): string {
  return asciiEscaped(text.replaceAll('%', '%25'));
}
