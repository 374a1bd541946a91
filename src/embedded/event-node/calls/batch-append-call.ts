import {
  type BatchAppendRequest,
  eventSizeBytes,
  readBatchAppendRequest,
  readProposedMessage,
  readWriteOptions,
  type WriteOptions,
} from '../protocol/append-request.ts';
import { type BatchRefusal, batchAppended, batchRefused } from '../protocol/append-response.ts';
import type { GrpcCall } from '../protocol/grpc-call.ts';
import { GrpcError, unavailable } from '../protocol/grpc-status.ts';
import { MessageSplitter } from '../protocol/message-splitter.ts';
import { ProtoError } from '../protocol/proto-reader.ts';
import type { ProposedEvent } from '../protocol/recorded-event.ts';
import type { AppendOutcome } from '../storage/log-appender.ts';
import { APPEND_BYTES_MAX, type EventNodeContext } from './event-node-context.ts';

/** Appends of which not all chunks have come yet; more at once is no client of ours. */
const UNFINISHED_MAX = 1000;
/** How often answers that are overdue are looked for, in ms. */
const DEADLINE_CHECK_MS = 250;

/** An append whose answer is due. */
interface PendingAppend {
  readonly correlationId: Buffer;
  readonly options: WriteOptions;
  readonly events: ProposedEvent[];
  sizeBytes: number;
}

/**
 * The one long call over which a client sends its appends. Each correlation id is answered exactly once, also when the
 * disk hangs: the client has no timer of its own. After an answer nothing more is said about that id.
 */
export function serveBatchAppend(call: GrpcCall, context: EventNodeContext): void {
  const batch = new BatchAppendCall(call, context);
  const splitter = new MessageSplitter();
  call.stream.on('data', (chunk: Buffer) => {
    try {
      splitter.push(chunk, (message) => batch.receive(message));
    } catch (error) {
      call.failWith(error);
    }
  });
  call.stream.on('end', () => batch.finish());
  call.stream.on('close', () => batch.forget());
}

class BatchAppendCall {
  readonly #call: GrpcCall;
  readonly #context: EventNodeContext;
  readonly #unfinished = new Map<string, PendingAppend>();
  readonly #unanswered = new Map<string, PendingAppend>();
  readonly #deadlineTimer: NodeJS.Timeout;
  #answers: Buffer[] = [];
  #isFinished = false;

  constructor(call: GrpcCall, context: EventNodeContext) {
    this.#call = call;
    this.#context = context;
    this.#deadlineTimer = setInterval(() => this.#answerOverdue(), DEADLINE_CHECK_MS);
    this.#deadlineTimer.unref();
  }

  receive(message: Buffer): void {
    const request = readBatchAppendRequest(message);
    const key = request.correlationId.toString('latin1');
    try {
      this.#accept(request, key);
    } catch (error) {
      if (!(error instanceof GrpcError || error instanceof ProtoError)) throw error;
      const pending = this.#unfinished.get(key);
      this.#unfinished.delete(key);
      const stream = pending?.options.stream ?? '';
      this.#answer(batchRefused(request.correlationId, stream, -2, { kind: 'bad-request', message: error.message }));
    }
  }

  /** The client sends no more; the call ends when all is answered. */
  finish(): void {
    this.#isFinished = true;
    this.#endIfDone();
  }

  forget(): void {
    clearInterval(this.#deadlineTimer);
    this.#unfinished.clear();
    this.#unanswered.clear();
  }

  #accept(request: BatchAppendRequest, key: string): void {
    const pending = this.#pendingFor(request, key);
    // Unknown: answered already, with an error, before its last chunk came.
    if (pending === undefined) return;
    for (const event of request.events) {
      const proposed = readProposedMessage(event);
      pending.events.push(proposed);
      pending.sizeBytes += eventSizeBytes(proposed);
    }
    if (pending.sizeBytes > APPEND_BYTES_MAX) {
      this.#refuse(key, pending, { kind: 'maximum-append-size-exceeded', bytesMax: APPEND_BYTES_MAX });
    } else if (request.isFinal) {
      this.#unfinished.delete(key);
      this.#append(key, pending);
    }
  }

  #pendingFor(request: BatchAppendRequest, key: string): PendingAppend | undefined {
    if (request.options === undefined) return this.#unfinished.get(key);
    const options = readWriteOptions(request.options);
    const pending: PendingAppend = { correlationId: request.correlationId, options, events: [], sizeBytes: 0 };
    if (options.deadlineMs !== undefined && options.deadlineMs <= Date.now()) {
      this.#refuse(key, pending, { kind: 'timeout' });
      return undefined;
    }
    if (request.isFinal) return pending;
    if (this.#unfinished.size >= UNFINISHED_MAX) {
      this.#refuse(key, pending, { kind: 'bad-request', message: 'Too many unfinished appends at once.' });
      return undefined;
    }
    this.#unfinished.set(key, pending);
    return pending;
  }

  #append(key: string, pending: PendingAppend): void {
    const { appender } = this.#context;
    const { stream, expected } = pending.options;
    this.#unanswered.set(key, pending);
    appender.append(stream, expected, pending.events, (outcome) => this.#answerOutcome(key, pending, outcome));
    if (appender.isOverloaded) this.#pauseUntilRelieved();
  }

  #answerOutcome(key: string, pending: PendingAppend, outcome: AppendOutcome): void {
    if (!this.#unanswered.delete(key)) return;
    const { stream, expected } = pending.options;
    if (outcome.kind === 'failed') {
      this.#call.fail(unavailable(outcome.error.message));
    } else if (outcome.kind === 'appended') {
      this.#answer(batchAppended(pending.correlationId, stream, outcome.revision, outcome.position));
    } else {
      this.#answer(batchRefused(pending.correlationId, stream, expected, outcome));
    }
  }

  #refuse(key: string, pending: PendingAppend, refusal: BatchRefusal): void {
    this.#unfinished.delete(key);
    this.#answer(batchRefused(pending.correlationId, pending.options.stream, pending.options.expected, refusal));
  }

  /** Answers of one flush go out together: a frame of HTTP/2 for each would cost more than the append. */
  #answer(frame: Buffer): void {
    if (this.#answers.length === 0) process.nextTick(() => this.#sendAnswers());
    this.#answers.push(frame);
  }

  #sendAnswers(): void {
    const answers = this.#answers;
    this.#answers = [];
    this.#call.write(answers.length === 1 && answers[0] !== undefined ? answers[0] : Buffer.concat(answers));
    this.#endIfDone();
  }

  #endIfDone(): void {
    if (this.#isFinished && this.#unanswered.size === 0 && this.#answers.length === 0) this.#call.end();
  }

  /** Back-pressure: takes no more requests until the disk has caught up. */
  #pauseUntilRelieved(): void {
    if (this.#call.stream.isPaused()) return;
    this.#call.stream.pause();
    void this.#context.log.commits.relieved().then(() => this.#call.stream.resume());
  }

  #answerOverdue(): void {
    const now = Date.now();
    for (const waiting of [this.#unfinished, this.#unanswered]) {
      for (const [key, pending] of waiting) {
        if ((pending.options.deadlineMs ?? Number.POSITIVE_INFINITY) > now) continue;
        waiting.delete(key);
        this.#refuse(key, pending, { kind: 'timeout' });
      }
    }
  }
}
