import { SingleBar } from 'cli-progress';

/** Tells a person how far an import has come. */
export interface ImportProgress {
  during(what: string, total: number, work: () => Promise<void>): Promise<void>;
  step(): void;
}

export const SILENT_PROGRESS: ImportProgress = { during: (_what, _total, work) => work(), step: () => undefined };

/** A bar on a terminal; a line for each file elsewhere. Written to the error output: the report stays clean. */
export function createProgress(stream: NodeJS.WriteStream): ImportProgress {
  let bar: SingleBar | undefined;
  return {
    async during(what, total, work) {
      if (total === 0) {
        return;
      }
      if (!stream.isTTY) {
        stream.write(`${what}: ${total} rows …\n`);
        await work();
        return;
      }
      bar = new SingleBar({ format: `${what.padEnd(14)} {bar} {value}/{total}  {duration_formatted}`, stream });
      bar.start(total, 0);
      try {
        await work();
      } finally {
        bar.stop();
        bar = undefined;
      }
    },
    step: () => bar?.increment(),
  };
}
