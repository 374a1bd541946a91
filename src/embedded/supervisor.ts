import type { ReadyInfo } from './child-channel.ts';
import { acquireDirectoryLock } from './directory-lock.ts';
import { type EmbeddedLog, silentLog } from './log.ts';
import { removeRuntime, writeRuntime } from './runtime.ts';
import { type ChildSpec, type RestartPolicy, SupervisedChild } from './supervised-child.ts';

export interface SuperviseOptions {
  /** One supervisor at a time owns it; it holds runtime.json. */
  readonly directory: string;
  /**
   * The children of a stage start together when all of the stage before are ready, and stop together when all of the
   * stage after have ended.
   */
  readonly stages: readonly (readonly ChildSpec[])[];
  readonly log?: EmbeddedLog;
  /** Called once, when every child has been ready and runtime.json is written. */
  readonly onReady?: (ready: Readonly<Record<string, ReadyInfo>>) => void;
  readonly restarts?: Partial<RestartPolicy>;
}

const RESTARTS: RestartPolicy = { limit: 5, windowMs: 60_000, firstDelayMs: 200 };
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

class Supervisor {
  readonly #options: SuperviseOptions;
  readonly #log: EmbeddedLog;
  readonly #startedAt = new Date();
  readonly #ready: Record<string, ReadyInfo> = {};
  readonly #stages: readonly (readonly SupervisedChild[])[];
  readonly #hurry = new AbortController();
  #exitCode: number | undefined;
  #wake: () => void = () => undefined;
  #runtimeWritten: Promise<void> = Promise.resolve();

  constructor(options: SuperviseOptions) {
    this.#options = options;
    this.#log = options.log ?? silentLog;
    this.#stages = options.stages.map((specs) => specs.map((spec) => this.#child(spec)));
  }

  #child(spec: ChildSpec): SupervisedChild {
    const events = {
      context: (previous: ReadyInfo | undefined) => ({ ready: { ...this.#ready }, previous }),
      onReady: (info: ReadyInfo) => this.#onReady(spec.name, info),
      onGivenUp: () => this.#end(1),
    };
    return new SupervisedChild(spec, { ...RESTARTS, ...this.#options.restarts }, events, this.#log);
  }

  /** Runs everything until a signal (0) or a child that cannot be kept running (1). */
  async run(): Promise<number> {
    const onSignal = () => {
      if (this.#exitCode === undefined) {
        this.#end(0);
        return;
      }
      this.#log.warn({}, 'asked again to stop: killing what still runs');
      this.#hurry.abort();
    };
    for (const signal of SIGNALS) process.on(signal, onSignal);
    try {
      await this.#startStages();
      await this.#until(() => false);
      await this.#drain();
      return this.#exitCode ?? 1;
    } finally {
      for (const signal of SIGNALS) process.off(signal, onSignal);
    }
  }

  #end(code: number): void {
    this.#exitCode ??= code;
    this.#wake();
  }

  /** Waits for something that `#wake` announces, or for the end. */
  async #until(condition: () => boolean): Promise<void> {
    while (this.#exitCode === undefined && !condition()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #onReady(name: string, info: ReadyInfo): void {
    this.#ready[name] = info;
    // Only a complete list is written; after a restart it is written again, since an address may have changed.
    if (this.#allReady(this.#stages.flat())) this.#writeRuntime();
    this.#wake();
  }

  #allReady(children: readonly SupervisedChild[]): boolean {
    return children.every(({ spec }) => spec.name in this.#ready);
  }

  #writeRuntime(): void {
    const write = async () => {
      if (this.#exitCode !== undefined) return;
      await writeRuntime(this.#options.directory, this.#startedAt, { ...this.#ready });
    };
    this.#runtimeWritten = this.#runtimeWritten.then(write).catch((error: unknown) => {
      this.#log.error({ err: error }, 'runtime.json could not be written: the command line will not find this stack');
    });
  }

  async #startStages(): Promise<void> {
    for (const stage of this.#stages) {
      if (this.#exitCode !== undefined) return;
      for (const child of stage) child.start();
      await this.#until(() => this.#allReady(stage));
    }
    await this.#runtimeWritten;
    if (this.#exitCode === undefined) this.#options.onReady?.({ ...this.#ready });
  }

  async #drain(): Promise<void> {
    for (const stage of this.#stages.toReversed()) {
      await Promise.all(stage.map((child) => child.stop(this.#hurry.signal)));
    }
    await this.#runtimeWritten;
    await removeRuntime(this.#options.directory);
  }
}

/**
 * Starts children stage by stage, restarts those that fall, and answers the exit code when all have ended: 0 after
 * SIGTERM, SIGINT or SIGHUP, which stop them in reverse order (a second signal kills them); 1 when one has fallen more
 * often than the policy allows. It only spawns: the children do the work, and end when it dies.
 * @throws DirectoryBusyError when another supervisor has the directory
 */
export async function supervise(options: SuperviseOptions): Promise<number> {
  const names = options.stages.flat().map((spec) => spec.name);
  if (new Set(names).size !== names.length) throw new Error(`Two children have the same name: ${names.join(', ')}.`);
  const lock = await acquireDirectoryLock(options.directory);
  try {
    return await new Supervisor(options).run();
  } finally {
    await lock.release();
  }
}
