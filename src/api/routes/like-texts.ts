import type { ListQuery } from '../list-query.ts';

/** The substrings that a list's caller looks for in one field: for queries that know an index for them. */
export function likeTexts({ list, conditions }: ListQuery, field: string): string[] {
  const wanted = list.fields[field];
  return conditions
    .filter((condition) => condition.operator === 'like' && condition.field === wanted)
    .flatMap(({ values }) => values);
}
