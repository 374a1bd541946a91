import type { Socket } from 'node:net';
import type { Clock } from '../platform/clock.ts';
import { describeCode, type KnownErrorCode } from './error-codes.ts';
import { problemBody } from './problem.ts';

const MESSAGES: Readonly<Record<string, { code: KnownErrorCode; message: string }>> = {
  ERR_HTTP_REQUEST_TIMEOUT: { code: 'REQUEST_TIMEOUT', message: 'The request was not complete in time.' },
  HPE_HEADER_OVERFLOW: { code: 'HEADERS_TOO_LARGE', message: 'The headers are larger than 16 KiB.' },
};

/** What is no HTTP at all never becomes a request; it still gets the body that every other error has. */
export function answerClientError(error: Error & { code?: string }, socket: Socket, clock: Clock): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const { code, message } = MESSAGES[error.code ?? ''] ?? {
    code: 'MALFORMED_REQUEST' as const,
    message: 'This is not a valid HTTP request.',
  };
  const body = JSON.stringify(problemBody({ code, message, path: '', now: clock.now() }));
  const head = [
    `HTTP/1.1 ${describeCode(code).status} ${describeCode(code).title}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Content-Type: application/json; charset=utf-8',
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
