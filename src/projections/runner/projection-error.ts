/** Codes are stable and listed in docs/errors.md. */
export type ProjectionErrorCode = 'CHECKPOINT_MISMATCH' | 'CHECKPOINT_GONE' | 'REBUILD_RUNNING';

/** The runner refuses to go on. The message says what to do. */
export class ProjectionError extends Error {
  override readonly name = 'ProjectionError';
  readonly code: ProjectionErrorCode;
  constructor(code: ProjectionErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}
