import { describeCode } from './error-codes.ts';

/** What an error body says, before it is put into its two shapes. */
export interface ProblemFacts {
  readonly code: string;
  readonly message: string;
  /** Path of the request, without its query: filters may hold personal data. */
  readonly path: string;
  readonly now: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly status?: number;
}

/** RFC 9457 members and the front end's own, in one body. */
export function problemBody(facts: ProblemFacts) {
  const described = describeCode(facts.code);
  const status = facts.status ?? described.status;
  return {
    type: `/api/errors#${facts.code}`,
    title: described.title,
    status,
    detail: facts.message,
    instance: facts.path,
    error: {
      code: facts.code,
      message: facts.message,
      statusCode: status,
      timestamp: facts.now,
      path: facts.path,
      details: facts.details ?? {},
    },
  };
}
