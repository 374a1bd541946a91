const SWEEP_EVERY_MS = 10_000;

export interface Sweeper {
  close(): Promise<void>;
}

/**
 * Finds unfinished work again, in every worker: at its start and every ten seconds after. What the queue lost, or what
 * a process began and fell over, goes on from its events.
 */
export function startSweeper(work: () => Promise<unknown>, onError: (error: unknown) => void): Sweeper {
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;
  let sweeping: Promise<void> = Promise.resolve();

  const sweep = (): void => {
    sweeping = work()
      .catch(onError)
      .then(() => {
        if (!isClosed) {
          timer = setTimeout(sweep, SWEEP_EVERY_MS * (0.75 + Math.random() / 2));
        }
      });
  };
  sweep();
  return {
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await sweeping;
    },
  };
}

/** Work that is dearer than the rest of a sweep: left out when it was done a moment ago. A failure is tried again at once. */
export function atMostEvery(everyMs: number, work: () => Promise<void>, now: () => number = Date.now) {
  let doneAt = Number.NEGATIVE_INFINITY;
  return async (): Promise<void> => {
    if (now() - doneAt >= everyMs) {
      await work();
      doneAt = now();
    }
  };
}
