/** Why a contract could not be billed: a stable code, and a sentence that fits into events. */
export interface Fault {
  readonly code: string;
  readonly message: string;
}

/** Of a library's message the beginning says enough; a long one would break the schema of the run's own event. */
const MESSAGE_LENGTH_MAX = 500;

/** For an error that means a bug: the contract is left out, and the run goes on. */
export function faultOf(error: unknown): Fault {
  const said = String(error);
  const message = said.length > MESSAGE_LENGTH_MAX ? `${said.slice(0, MESSAGE_LENGTH_MAX)}…` : said;
  return { code: 'BILLING_FAULT', message: `The document could not be made: ${message}` };
}
