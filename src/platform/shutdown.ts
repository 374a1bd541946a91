/** The part of a logger that the shutdown writes to. */
interface ShutdownLog {
  info(details: object, message: string): void;
  error(details: object, message: string): void;
}

export interface ShutdownOptions {
  readonly log: ShutdownLog;
  /** `process.exit` unless a test looks on. */
  readonly exit?: (code: number) => void;
  /** Where signals come from; `process` unless a test sends them. */
  readonly signals?: Pick<NodeJS.EventEmitter, 'on'>;
}

export interface Shutdown {
  /** Adds a step. Steps run last registered, first closed: what was opened on top of something closes before it. */
  register(name: string, close: () => unknown, timeoutMs: number): void;
  /** Closes everything and ends the process: 0, or 1 when a step failed or took too long. Again: the same promise. */
  begin(reason: string): Promise<void>;
  /** Begins on SIGTERM and SIGINT; a second signal ends the process at once. */
  listen(): void;
}

interface Step {
  readonly name: string;
  readonly close: () => unknown;
  readonly timeoutMs: number;
}

async function bounded({ name, close, timeoutMs }: Step): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${name} did not close within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    await Promise.race([Promise.resolve().then(close), timeout]);
  } finally {
    clearTimeout(timer);
  }
}

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;
const SIGNAL_NUMBERS = { SIGTERM: 15, SIGINT: 2 };

/** An ordered, bounded end of the process. One step that hangs or fails does not keep the others from closing. */
export function createShutdown({ log, exit = process.exit, signals = process }: ShutdownOptions): Shutdown {
  const steps: Step[] = [];
  let ending: Promise<void> | undefined;

  async function closeAll(reason: string): Promise<void> {
    log.info({ reason, steps: steps.length }, 'Shutting down');
    let code = 0;
    // Popped one by one, since a step may be registered while we close.
    for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
      const startedAt = performance.now();
      try {
        await bounded(step);
        log.info({ step: step.name, durationMs: Math.round(performance.now() - startedAt) }, 'Closed');
      } catch (err) {
        code = 1;
        log.error({ err, step: step.name }, 'Could not close; going on with the rest');
      }
    }
    exit(code);
  }

  const begin = (reason: string): Promise<void> => {
    ending ??= closeAll(reason);
    return ending;
  };

  return {
    register: (name, close, timeoutMs) => {
      steps.push({ name, close, timeoutMs });
    },
    begin,
    listen() {
      for (const signal of SIGNALS) {
        signals.on(signal, () => {
          // 128 + the signal's number, as shells report it.
          if (ending !== undefined) exit(128 + SIGNAL_NUMBERS[signal]);
          else void begin(signal);
        });
      }
    },
  };
}
