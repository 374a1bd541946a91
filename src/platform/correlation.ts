import { AsyncLocalStorage } from 'node:async_hooks';

const current = new AsyncLocalStorage<string>();

/** Runs `work`, and all that it starts, under a correlation id: log lines carry it, events take it over. */
export function withCorrelation<Result>(correlationId: string, work: () => Result): Result {
  return current.run(correlationId, work);
}

/** The id of the request or job that we are in, if any. */
export function correlationId(): string | undefined {
  return current.getStore();
}
