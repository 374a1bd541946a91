import { BACKWARDS, END, type EventStoreDBClient } from '@eventstore/db-client';

/** Events of the system are skipped over; it writes few at a time. */
const LOOKED_AT = 50;

/** Position of the last business event in the log, or undefined when there is none within sight. */
export function headOf(client: EventStoreDBClient): Promise<bigint | undefined> {
  return new Promise((resolve, reject) => {
    let head: bigint | undefined;
    const reading = client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: LOOKED_AT });
    // Read to its end: a call that is left in the middle stays open.
    reading.on('data', ({ event }) => {
      if (head === undefined && event !== undefined && !event.type.startsWith('$')) {
        head = event.position.commit;
      }
    });
    reading.on('error', reject);
    reading.on('end', () => resolve(head));
  });
}
