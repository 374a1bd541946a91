import { z } from 'zod';
import { defineRoute } from '../define-route.ts';
import { list, zList } from '../envelope.ts';
import { ERROR_CODES } from '../error-codes.ts';

const zErrorCode = z
  .strictObject({ code: z.string(), status: z.int(), title: z.string(), remedy: z.string() })
  .meta({ id: 'ErrorCode' });

/** The address that `type` of an error body points to. */
export const listErrorCodes = defineRoute({
  method: 'GET',
  url: '/api/errors',
  permission: 'public',
  summary: 'Every error code, and what to do about it',
  tags: ['System'],
  response: { 200: zList(zErrorCode) },
  handler: async () => list(Object.entries(ERROR_CODES).map(([code, described]) => ({ code, ...described }))),
});
