import type { ProjectionGroup } from '../runner/projection.ts';
import { journal } from './journal.ts';

/** The books: what auditors read. */
export const booksGroup: ProjectionGroup = {
  name: 'books',
  version: 2,
  tables: [new URL('./tables.sql', import.meta.url), new URL('./integrity.sql', import.meta.url)],
  indexes: [new URL('./indexes.sql', import.meta.url)],
  projections: [journal],
};
