/** What a child tells its supervisor about itself, mostly addresses. Goes to other children and to runtime.json. */
export type ReadyInfo = Readonly<Record<string, string | number | boolean>>;

export type StopReason = 'asked' | 'parent-gone';

/** Shorter than what the supervisor waits before it kills, so that a child that hangs can still say so. */
const DRAIN_MS_MAX = 25_000;

/** Tells the supervisor, if there is one, that this process does its work now. */
export function reportReady(info: ReadyInfo = {}): void {
  if (process.send === undefined || !process.connected) return;
  // The callback takes the error of a supervisor that dies right now; `onParentGone` is how that is noticed.
  process.send({ ...info, ready: true }, undefined, undefined, () => undefined);
}

/**
 * Calls back once when the supervisor has gone, even by kill -9: the kernel closes its end of the channel. Never for a
 * process that was started without one. Listening keeps the process alive: end it with `process.exit`.
 */
export function onParentGone(callback: () => void): void {
  if (process.send === undefined) return;
  if (process.connected) process.once('disconnect', callback);
  else setImmediate(callback);
}

/**
 * The whole of a child's end: calls `drain` once when the supervisor asks (SIGTERM, SIGINT, or a message where there
 * are no signals) or has gone, and exits when it is done: with 0, or with 1 when it fails or takes over 25 s.
 */
export function exitWithParent(drain: (reason: StopReason) => Promise<void> | void): void {
  let isEnding = false;
  const end = async (reason: StopReason) => {
    if (isEnding) return;
    isEnding = true;
    setTimeout(() => process.exit(1), DRAIN_MS_MAX).unref();
    try {
      await drain(reason);
      process.exit(0);
    } catch (error) {
      process.stderr.write(`The drain failed: ${error instanceof Error ? error.stack : String(error)}\n`);
      process.exit(1);
    }
  };
  process.on('SIGTERM', () => end('asked'));
  process.on('SIGINT', () => end('asked'));
  process.on('message', (message) => {
    if (isStopMessage(message)) void end('asked');
  });
  onParentGone(() => void end('parent-gone'));
}

/** Asks a child to stop where a signal would end it on the spot (Windows). */
export const STOP_MESSAGE = { stop: true } as const;

function isStopMessage(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'stop' in message && message.stop === true;
}

/** What a ready message says; undefined for any other message. */
export function readyInfo(message: unknown): ReadyInfo | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  const { ready, ...info } = message as ReadyInfo;
  return ready === true ? info : undefined;
}
