import { z } from 'zod';
import { type EventsOf, event } from '../kernel/events.ts';
import { zShortText } from '../kernel/fields.ts';
import { zTenantId } from '../kernel/ids.ts';

export const tenantEvents = {
  TenantProvisioned: event(z.strictObject({ tenantId: zTenantId, name: zShortText })),
};

export type TenantEvent = EventsOf<typeof tenantEvents>;
