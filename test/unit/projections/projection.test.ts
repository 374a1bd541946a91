import { describe, expect, it } from 'vitest';
import { checkGroup } from '../../../src/projections/runner/projection.ts';
import { sampleGroup } from '../../integration/projections/sample/sample-group.ts';

describe('the name of a group', () => {
  it.each(['ops', 'vault', 'bullmq', 'public', 'Accounts', 'x"; drop', 'books_rebuild', 'books_old', ''])(
    'is not %s, since the runner makes and drops a schema of that name',
    (name) => {
      expect(() => checkGroup(sampleGroup({ name }))).toThrow(/not a name for a group/);
    },
  );

  it('may be books', () => {
    expect(checkGroup(sampleGroup({ name: 'books' })).name).toBe('books');
  });
});
