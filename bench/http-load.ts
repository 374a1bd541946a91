import { connect, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';

/** What the load process is asked for. */
export interface LoadOrder {
  readonly port: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Asked for in turn. */
  readonly paths: readonly string[];
  readonly connections: number;
  readonly seconds: number;
  /** Requests a second, evenly spread, whatever has been answered; left out: each connection asks as fast as it is answered. */
  readonly rate?: number | undefined;
}

export interface LoadReport {
  readonly rate: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly failures: number;
  /** Of this process, user and system. */
  readonly cpuSeconds: number;
}

const HEAD_END = '\r\n\r\n';

/**
 * Sends GETs over kept connections, one in flight on each, as plain bytes: a client that parses little leaves the
 * processor to what is measured.
 */
export async function load(order: LoadOrder): Promise<LoadReport> {
  const { paths, connections, seconds, rate } = order;
  const requests = paths.map((path) => requestBytes(path, order.headers));
  const latencies: number[] = [];
  let [next, failures] = [0, 0];
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1_000;
  const cpu = process.cpuUsage();
  /** When the next request is to be sent: by the plan, or now. */
  const nextDue = () => (rate === undefined ? performance.now() : startedAt + (next / rate) * 1_000);
  await Promise.all(
    Array.from({ length: connections }, () =>
      converse(order.port, {
        next() {
          const due = nextDue();
          return due >= endsAt || performance.now() >= endsAt
            ? undefined
            : { due, bytes: requests[next++ % requests.length] as Buffer }; // there is at least one
        },
        answered(due, isFine) {
          latencies.push(performance.now() - due);
          failures += isFine ? 0 : 1;
        },
      }),
    ),
  );
  const elapsed = (performance.now() - startedAt) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  latencies.sort((a, b) => a - b);
  const percentile = (share: number) => latencies[Math.floor(latencies.length * share)] ?? Number.NaN;
  return {
    rate: latencies.length / elapsed,
    p50Ms: percentile(0.5),
    p99Ms: percentile(0.99),
    failures,
    cpuSeconds: (user + system) / 1e6,
  };
}

interface Script {
  next(): { readonly due: number; readonly bytes: Buffer } | undefined;
  answered(due: number, isFine: boolean): void;
}

/** One connection: sends, reads the answer to its end, sends the next, until there is none. */
function converse(port: number, script: Script): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let [due, left] = [0, 0];
    let isFine = true;
    let head = '';
    const send = () => {
      const request = script.next();
      if (request === undefined) {
        socket.end();
        resolve();
        return;
      }
      due = request.due;
      const waitMs = due - performance.now();
      if (waitMs > 1) {
        setTimeout(() => socket.write(request.bytes), waitMs);
      } else {
        socket.write(request.bytes);
      }
    };
    socket.on('connect', send);
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      if (left > 0) {
        left -= chunk.length;
      } else {
        head += chunk.toString('latin1');
        const end = head.indexOf(HEAD_END);
        if (end < 0) {
          return;
        }
        isFine = head.startsWith('HTTP/1.1 200');
        const length = Number(/content-length: (\d+)/i.exec(head)?.[1]);
        left = length - (head.length - end - HEAD_END.length);
        head = '';
      }
      if (left <= 0) {
        script.answered(due, isFine);
        send();
      }
    });
  });
}

function requestBytes(path: string, headers: Readonly<Record<string, string>>): Buffer {
  const lines = Object.entries({ Host: 'localhost', ...headers }).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from([`GET ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
}
