import type { Writable } from 'node:stream';

/** Longest wait for an equal write's answer: a caller that reads slowly must not hold up another. */
const WAIT_MS_MAX = 1_000;

/**
 * Writes whose answer is being sent or noted. Noted too early, an answer lost on the way would count as given, and the
 * caller's repetition would be done twice; noted too late, an equal write that follows at once would be taken for a
 * repetition and not be done at all. So it is noted when the answer is out, and an equal write waits for that.
 */
export class AnswersUnderWay {
  readonly #byRequest = new Map<string, Promise<void>>();

  /** Resolves when no equal write's answer is under way, or after a second. */
  async settled(requestHash: string): Promise<void> {
    const underWay = this.#byRequest.get(requestHash);
    if (underWay === undefined) {
      return;
    }
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, WAIT_MS_MAX);
    });
    await Promise.race([underWay, limit]);
    clearTimeout(timer);
  }

  /** Calls `note` once the answer is out (true) or its connection is gone (false). `note` must not throw. */
  follow(
    requestHash: string,
    answer: Writable & { destroyed: boolean },
    note: (delivered: boolean) => Promise<void>,
  ): void {
    const before = this.#byRequest.get(requestHash);
    const noted = Promise.all([whenOver(answer).then(note), before]).then(() => undefined);
    this.#byRequest.set(requestHash, noted);
    void noted.finally(() => {
      if (this.#byRequest.get(requestHash) === noted) {
        this.#byRequest.delete(requestHash);
      }
    });
  }
}

function whenOver(answer: Writable): Promise<boolean> {
  if (answer.destroyed) {
    return Promise.resolve(false);
  }
  return new Promise((resolve) => {
    answer.once('finish', () => resolve(true));
    answer.once('close', () => resolve(answer.writableFinished));
  });
}
