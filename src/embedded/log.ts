/** The part of a pino logger that the embedded parts write to. */
export interface EmbeddedLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** Says nothing: for callers that give no log. */
export const silentLog: EmbeddedLog = { info() {}, warn() {}, error() {} };
