/** About how much a read sends before it looks whether the client keeps up. */
export const BATCH_BYTES = 64 * 1024;
/** Events that a read looks at before others get their turn. */
export const CONSIDERED_MAX = 8192;
