import { expect } from 'vitest';
import type { Decider } from '../../src/domain/kernel/decider.ts';

/** `given(account, [events]).when(command).thenAccepts(events)`: a decider's behaviour as examples. */
export function given<State, Command, Event>(decider: Decider<State, Command, Event>, events: readonly Event[]) {
  const state = events.reduce(decider.evolve, decider.initialState);
  return {
    state,
    when(command: Command) {
      const decision = decider.decide(command, state);
      return {
        thenAccepts(...expected: Event[]) {
          expect(decision).toEqual({ outcome: 'accepted', events: expected });
        },
        /** It is so already. */
        thenIgnores() {
          expect(decision).toEqual({ outcome: 'accepted', events: [] });
        },
        thenRejects(code: string, ...fields: string[]) {
          expect(decision).toMatchObject({ outcome: 'rejected', rejection: { code } });
          const found = decision.outcome === 'rejected' ? Object.keys(decision.rejection.fields ?? {}) : [];
          expect(found).toEqual(fields);
        },
      };
    },
  };
}
