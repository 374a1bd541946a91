import { randomUUID } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { parseFrame } from '../../../src/embedded/event-node/protocol/recorded-event.ts';
import { EXPECT_ANY } from '../../../src/embedded/event-node/storage/commit-check.ts';
import { EventLog } from '../../../src/embedded/event-node/storage/event-log.ts';
import { type AppendOutcome, LogAppender } from '../../../src/embedded/event-node/storage/log-appender.ts';
import { LogReader } from '../../../src/embedded/event-node/storage/log-reader.ts';

let directory: string;
let path: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'event-log-'));
  path = join(directory, 'events.log');
});

afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** Opens the log, does something with it, closes it. */
async function withLog<T>(use: (log: EventLog) => T | Promise<T>): Promise<T> {
  const log = EventLog.open(directory, true);
  try {
    return await use(log);
  } finally {
    await log.commits.idle();
    log.close();
  }
}

function append(appender: LogAppender, stream: string, ...texts: string[]): Promise<AppendOutcome> {
  const events = texts.map((text) => ({
    id: randomUUID(),
    type: 'Text',
    isJson: false,
    data: Buffer.from(text),
    metadata: Buffer.alloc(0),
  }));
  return new Promise((resolve) => appender.append(stream, EXPECT_ANY, events, resolve));
}

/** Everything in the log, by the texts of its events. */
function contents(log: EventLog): string[] {
  const reader = new LogReader(log);
  return Array.from({ length: log.durableCount }, (_, ordinal) => {
    const event = parseFrame(reader.frame(ordinal));
    return `${event.stream}:${event.data}`;
  });
}

describe('the log', () => {
  test('is the same when opened again', async () => {
    await withLog(async (log) => {
      const appender = new LogAppender(log);
      await append(appender, 'a', '1');
      await append(appender, 'b', '2', '3');
      await append(appender, 'a', '4');
    });
    await withLog((log) => {
      expect(contents(log)).toEqual(['a:1', 'b:2', 'b:3', 'a:4']);
      expect(log.stream('a')?.durable.count).toBe(2);
    });
  });

  test('flushes appends together that come together', async () => {
    await withLog(async (log) => {
      const appender = new LogAppender(log);
      let flushes = 0;
      log.follow(() => flushes++);
      await Promise.all(Array.from({ length: 100 }, (_, n) => append(appender, `s-${n % 3}`, String(n))));
      expect(flushes).toBe(1);
      expect(log.durableCount).toBe(100);
    });
  });

  test('says when too much is waiting for the disk, and when no more', async () => {
    await withLog(async (log) => {
      const appender = new LogAppender(log);
      const text = 'x'.repeat(1024 * 1024);
      const appends = Array.from({ length: 20 }, () => append(appender, 's', text));
      expect(appender.isOverloaded).toBe(true);
      await log.commits.relieved();
      expect(appender.isOverloaded).toBe(false);
      await Promise.all(appends);
    });
  });

  test('shows nothing to readers before it is on disk', async () => {
    await withLog(async (log) => {
      const appender = new LogAppender(log);
      const appended = append(appender, 's', '1');
      expect(log.index.count).toBe(1);
      expect(log.durableCount).toBe(0);
      expect(log.stream('s')?.durable.count).toBe(0);
      await appended;
      expect(log.durableCount).toBe(1);
      expect(log.stream('s')?.durable.count).toBe(1);
    });
  });

  test('has times that never go back, whatever the clock says', async () => {
    const clock = vi.spyOn(Date, 'now');
    await withLog(async (log) => {
      const appender = new LogAppender(log);
      const reader = new LogReader(log);
      const times: number[] = [];
      for (const now of [0, 1_800_000_000_000, 1_700_000_000_000]) {
        clock.mockReturnValue(now);
        await append(appender, 's', 'x');
        times.push(parseFrame(reader.frame(times.length)).createdMs);
      }
      expect(times).toEqual([1_000_000_000_000, 1_800_000_000_000, 1_800_000_000_000]);
    });
    clock.mockRestore();
  });

  test('that is something else is not opened', () => {
    writeFileSync(path, 'x'.repeat(100));
    expect(() => EventLog.open(directory, true)).toThrow(expect.objectContaining({ code: 'LOG_FORMAT_UNKNOWN' }));
  });
});

describe('a log whose last append was torn', () => {
  test('at any byte is whole without it, and goes on from there', async () => {
    let before = 0;
    await withLog(async (log) => {
      const appender = new LogAppender(log);
      await append(appender, 'a', 'first', 'second');
      before = statSync(path).size;
      await append(appender, 'a', 'third', 'fourth', 'fifth');
    });
    const whole = readFileSync(path);
    for (let length = before; length < whole.length; length++) {
      writeFileSync(path, whole.subarray(0, length));
      await withLog(async (log) => {
        expect(contents(log)).toEqual(['a:first', 'a:second']);
        expect(log.tornBytes).toBe(length - before);
        expect(await append(new LogAppender(log), 'a', 'again')).toMatchObject({ kind: 'appended', revision: 2 });
      });
      if (length % 16 > 0) continue;
      await withLog((log) => expect(contents(log)).toEqual(['a:first', 'a:second', 'a:again']));
    }
  });

  test('with any byte of it wrong is whole without it', async () => {
    let before = 0;
    await withLog(async (log) => {
      const appender = new LogAppender(log);
      await append(appender, 'a', 'first');
      before = statSync(path).size;
      await append(appender, 'a', 'second', 'third');
    });
    const whole = readFileSync(path);
    for (let at = before; at < whole.length; at++) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] ?? 0) ^ 0x5a;
      writeFileSync(path, damaged);
      await withLog((log) => expect(contents(log)).toEqual(['a:first']));
    }
  });

  test('with zeros where the append should be is whole without it', async () => {
    await withLog((log) => append(new LogAppender(log), 'a', 'first'));
    const size = statSync(path).size;
    truncateSync(path, size + 10_000);
    await withLog((log) => {
      expect(contents(log)).toEqual(['a:first']);
      expect(log.tornBytes).toBe(10_000);
    });
    expect(statSync(path).size).toBe(size);
  });

  test('among several that were being flushed together loses the later ones too', async () => {
    const sizes: number[] = [];
    await withLog(async (log) => {
      const appender = new LogAppender(log);
      await append(appender, 'a', 'kept');
      sizes.push(statSync(path).size);
      await Promise.all([append(appender, 'a', 'torn'), append(appender, 'a', 'after')]);
    });
    const damaged = readFileSync(path);
    damaged[sizes[0]! + 60] = (damaged[sizes[0]! + 60] ?? 0) ^ 1;
    writeFileSync(path, damaged);
    await withLog((log) => expect(contents(log)).toEqual(['a:kept']));
  });
});

describe('a log that was damaged where it had been on disk', () => {
  test('is not opened, and not touched', async () => {
    await withLog(async (log) => {
      const appender = new LogAppender(log);
      for (const text of ['one', 'two', 'three']) await append(appender, 'a', text);
    });
    const damaged = readFileSync(path);
    damaged[150] = (damaged[150] ?? 0) ^ 1;
    writeFileSync(path, damaged);
    copyFileSync(path, `${path}.copy`);
    expect(() => EventLog.open(directory, true)).toThrow(expect.objectContaining({ code: 'LOG_CORRUPTED' }));
    expect(readFileSync(path)).toEqual(readFileSync(`${path}.copy`));
  });
});

describe('a disk that fails', () => {
  test.each(['write', 'sync'] as const)('on %s acknowledges nothing, and nothing more', async (operation) => {
    const log = EventLog.open(directory, true);
    const appender = new LogAppender(log);
    expect(await append(appender, 'a', 'kept')).toMatchObject({ kind: 'appended' });
    const size = statSync(path).size;
    const broken = log.file as unknown as Record<'write' | 'sync', unknown>;
    const original = broken[operation];
    broken[operation] = (...args: unknown[]) =>
      (args.at(-1) as (error: Error) => void)(new Error('ENOSPC: no space left on device'));
    const both = await Promise.all([append(appender, 'a', 'lost'), append(appender, 'b', 'lost too')]);
    expect(both.map((outcome) => outcome.kind)).toEqual(['failed', 'failed']);
    expect(await log.commits.failed).toMatchObject({ code: 'STORAGE_FAILED' });
    broken[operation] = original;
    expect(await append(appender, 'a', 'later')).toMatchObject({ kind: 'failed' });
    expect(log.durableCount).toBe(1);
    expect(statSync(path).size).toBe(size);
    log.close();
    await withLog((reopened) => expect(contents(reopened)).toEqual(['a:kept']));
  });
});
