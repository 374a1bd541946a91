import { addDays, type CivilDate } from '../kernel/calendar.ts';
import type { StartedRun } from './state.ts';

/**
 * The day on which a chunk is billed, and so the issue date of its documents: the planned chunks in equal parts over the
 * days of the run, from its first day on. Exceptions that are tried again do not wait.
 */
export function dayOfChunk({ request, planned }: StartedRun, chunk: number): CivilDate {
  const { startedOn, staggerDays } = request;
  const isOfPlan = planned !== null && chunk <= planned;
  return isOfPlan ? addDays(startedOn, Math.floor(((chunk - 1) * staggerDays) / planned)) : startedOn;
}
