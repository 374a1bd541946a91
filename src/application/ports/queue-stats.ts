/** Jobs in a queue by their state. What is done stands in the streams, so finished jobs may be gone from the queue. */
export interface QueueCounts {
  readonly waiting: number;
  readonly active: number;
  readonly completed: number;
  readonly failed: number;
  readonly delayed: number;
}

/** How full the queues are. For people who watch; nothing is decided on it. */
export interface QueueStats {
  counts(): Promise<QueueCounts>;
}
