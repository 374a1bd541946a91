import { billingGroup } from './billing/group.ts';
import { booksGroup } from './books/group.ts';
import { directoryGroup } from './directory/group.ts';
import { identityGroup } from './identity/group.ts';
import type { ProjectionGroup } from './runner/projection.ts';

/** All read models. Each group has its own schema, checkpoint and rebuild. */
export const PROJECTION_GROUPS: readonly ProjectionGroup[] = [identityGroup, directoryGroup, billingGroup, booksGroup];
