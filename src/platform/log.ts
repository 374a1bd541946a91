import pino from 'pino';
import pretty from 'pino-pretty';
import { correlationId } from './correlation.ts';
import { redact, redactText } from './redaction.ts';

export interface LogOptions {
  /** Which part of the program writes: api, projector, worker… */
  readonly role: string;
  readonly level: pino.LevelWithSilent;
  /** For people at a terminal; machines get one JSON object per line. */
  readonly pretty?: boolean;
  /** Standard output when left out. */
  readonly destination?: pino.DestinationStream;
}

export type Log = pino.Logger;

/**
 * The program's log: one JSON object per line with time, level, role, pid and the correlation id of the request or job.
 * Credentials and personal data are taken out of fields and texts (redaction.ts) before anything is written.
 */
export function createLog({ role, level, pretty: isPretty = false, destination }: LogOptions): Log {
  const plain = destination ?? pino.destination({ dest: 1, sync: true });
  const stream = isPretty ? pretty({ translateTime: 'SYS:HH:MM:ss.l', sync: true, destination: plain }) : plain;
  const log = pino(
    {
      level,
      base: { role, pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      mixin: () => {
        const id = correlationId();
        return id === undefined ? {} : { correlationId: id };
      },
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => redact(fields),
      },
      // Errors come out of the redaction serialized; pino's own serializer would take them for objects.
      serializers: { err: (err: unknown) => err },
      hooks: { streamWrite: redactText },
    },
    stream,
  );
  // Children drop the formatter of bindings; they do inherit this, and so do theirs.
  const child = log.child;
  log.child = function redactingChild(this: Log, bindings: pino.Bindings, options?: object) {
    return child.call(this, redact(bindings), options);
  } as typeof child;
  return log;
}
