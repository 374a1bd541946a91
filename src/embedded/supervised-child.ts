import { type ChildProcess, fork, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ReadyInfo, readyInfo, STOP_MESSAGE } from './child-channel.ts';
import type { EmbeddedLog } from './log.ts';

export interface StartContext {
  /** What the children that are ready have said, by name. */
  readonly ready: Readonly<Record<string, ReadyInfo>>;
  /** What this child said before it fell: a restart asks for the same port, so that its address stays. */
  readonly previous: ReadyInfo | undefined;
}

export interface ChildSpec {
  readonly name: string;
  /** A Node module to fork, or any program that speaks Node's channel. */
  readonly run:
    | { readonly module: string; readonly args?: readonly string[]; readonly execArgv?: readonly string[] }
    | { readonly command: string; readonly args?: readonly string[] };
  /** Added to our own environment; asked for at every start. */
  readonly env?: (context: StartContext) => Readonly<Record<string, string>>;
  /** From the spawn to the ready message; 5 minutes unless given, since a database may recover that long. */
  readonly readyMsMax?: number;
  /** From the request to stop to SIGKILL; 30 s unless given. */
  readonly drainMsMax?: number;
}

export interface RestartPolicy {
  /** A child may be restarted so often within the window; when it falls once more, it is given up. */
  readonly limit: number;
  readonly windowMs: number;
  /** Doubles with every fall in the window. */
  readonly firstDelayMs: number;
}

export interface ChildEvents {
  context(previous: ReadyInfo | undefined): StartContext;
  onReady(info: ReadyInfo): void;
  onGivenUp(): void;
}

const READY_MS_MAX = 300_000;
const DRAIN_MS_MAX = 30_000;

/** One child: started, restarted with backoff when it falls, stopped when asked. Knows nothing of what it does. */
export class SupervisedChild {
  readonly spec: ChildSpec;
  readonly #policy: RestartPolicy;
  readonly #events: ChildEvents;
  readonly #log: EmbeddedLog;
  readonly #stopping = new AbortController();
  #process: ChildProcess | undefined;
  #finished: Promise<void> | undefined;
  #info: ReadyInfo | undefined;

  constructor(spec: ChildSpec, policy: RestartPolicy, events: ChildEvents, log: EmbeddedLog) {
    this.spec = spec;
    this.#policy = policy;
    this.#events = events;
    this.#log = log;
  }

  /** Begins to run it. How it goes is told by the events. */
  start(): void {
    this.#finished = this.#keepRunning();
  }

  /** Asks it to stop, and kills it when it takes too long or when `hurry` fires. Never starts it again. */
  async stop(hurry: AbortSignal): Promise<void> {
    this.#stopping.abort();
    const kill = () => void this.#process?.kill('SIGKILL');
    const late = setTimeout(() => {
      this.#log.warn({ child: this.spec.name }, 'the child did not stop in time: killing it');
      kill();
    }, this.spec.drainMsMax ?? DRAIN_MS_MAX);
    if (hurry.aborted) kill();
    else this.#askToStop();
    hurry.addEventListener('abort', kill);
    await this.#finished;
    hurry.removeEventListener('abort', kill);
    clearTimeout(late);
  }

  async #keepRunning(): Promise<void> {
    let fallsMs: number[] = [];
    while (!this.#stopping.signal.aborted) {
      const ending = await this.#runOnce().catch((error: unknown) => `it could not be spawned: ${String(error)}`);
      if (this.#stopping.signal.aborted) return;
      const now = performance.now();
      fallsMs = [...fallsMs.filter((at) => now - at < this.#policy.windowMs), now];
      const details = { child: this.spec.name, ending, falls: fallsMs.length };
      if (fallsMs.length > this.#policy.limit) {
        this.#log.error(details, 'the child falls again and again: giving it up');
        this.#events.onGivenUp();
        return;
      }
      const delayMs = this.#policy.firstDelayMs * 2 ** (fallsMs.length - 1);
      this.#log.warn({ ...details, delayMs }, 'the child has fallen: restarting it');
      await sleep(delayMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
    }
  }

  /** Spawns it once. Answers how it ended. */
  async #runOnce(): Promise<string> {
    const child = this.#spawn();
    this.#process = child;
    const tooLate = setTimeout(() => {
      this.#log.error({ child: this.spec.name }, 'the child was not ready in time: killing it');
      child.kill('SIGKILL');
    }, this.spec.readyMsMax ?? READY_MS_MAX);
    child.on('message', (message) => {
      const info = readyInfo(message);
      if (info === undefined) return;
      clearTimeout(tooLate);
      this.#info = info;
      this.#log.info({ child: this.spec.name, pid: child.pid }, 'the child is ready');
      this.#events.onReady(info);
    });
    return new Promise((resolve) => {
      const end = (how: string) => {
        clearTimeout(tooLate);
        this.#process = undefined;
        resolve(how);
      };
      child.once('exit', (code, signal) => end(signal === null ? `code ${code}` : `signal ${signal}`));
      // Also emitted when a message cannot be sent to a child that just dies; only one without a pid never ran.
      child.on('error', (error) => {
        if (child.pid === undefined) end(error.message);
      });
    });
  }

  #spawn(): ChildProcess {
    const { run, env } = this.spec;
    const options = {
      env: { ...process.env, ...env?.(this.#events.context(this.#info)) },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'] as ['ignore', 'inherit', 'inherit', 'ipc'],
      // A session of its own: Ctrl-C in a terminal reaches the supervisor alone, which stops them in order.
      detached: process.platform !== 'win32',
    };
    if ('command' in run) return spawn(run.command, run.args ?? [], options);
    const execArgv = run.execArgv === undefined ? {} : { execArgv: [...run.execArgv] };
    return fork(run.module, run.args ?? [], { ...options, ...execArgv });
  }

  #askToStop(): void {
    if (process.platform !== 'win32') this.#process?.kill('SIGTERM');
    else if (this.#process?.connected) this.#process.send(STOP_MESSAGE, () => undefined);
  }
}
