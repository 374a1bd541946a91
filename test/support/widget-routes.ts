import type { Kysely } from 'kysely';
import { z } from 'zod';
import { respondAccepted, respondDeleted, setRevision } from '../../src/api/accepted.ts';
import { defineRoute } from '../../src/api/define-route.ts';
import { list, single, zAccepted, zList, zSingle } from '../../src/api/envelope.ts';
import type { ListDeclaration } from '../../src/api/list-fields.ts';
import { fetchPage } from '../../src/api/list-page.ts';
import { foundOr404, refuseRejection } from '../../src/api/refusal.ts';
import {
  zMetadataAnswer,
  zMoneyText,
  zOptional,
  zOptionalText,
  zRequiredText,
  zTimestamp,
  zWireDate,
  zWireInteger,
  zWireMetadata,
  zWireMoney,
  zWireUuid,
} from '../../src/api/values.ts';

/** A resource that exists in tests only: what a colleague's route files look like. */

export interface WidgetTables {
  widgets: {
    tenant_id: string;
    id: string;
    name: string;
    colour: string | null;
    weight: string | null;
    parts: number | null;
    active: boolean;
    owner_id: string | null;
    made_on: string | null;
    created_at: string;
  };
}

const zWidget = z
  .strictObject({
    id: zWireUuid,
    name: z.string(),
    colour: z.string().nullable(),
    weight: zMoneyText.nullable(),
    createdAt: zTimestamp,
  })
  .meta({ id: 'Widget' });

export const widgetList: ListDeclaration = {
  name: 'widgets',
  idColumn: 'w.id',
  fields: {
    name: { column: 'w.name', type: 'text' },
    colour: { column: 'w.colour', type: 'enum', values: ['red', 'green', 'blue'], nullable: true },
    weight: { column: 'w.weight', type: 'decimal', nullable: true },
    parts: { column: 'w.parts', type: 'integer', nullable: true },
    active: { column: 'w.active', type: 'boolean' },
    ownerId: { column: 'w.owner_id', type: 'uuid', nullable: true, sortable: false },
    madeOn: { column: 'w.made_on', type: 'date', nullable: true },
    createdAt: { column: 'w.created_at', type: 'timestamp' },
  },
};

export const selectWidgets = (db: Kysely<WidgetTables>) =>
  db.selectFrom('widgets as w').select(['w.id', 'w.name', 'w.colour', 'w.weight', 'w.created_at as createdAt']);

export const listWidgets = defineRoute({
  method: 'GET',
  url: '/api/widgets',
  permission: 'product.read',
  summary: 'Widgets',
  tags: ['Widgets'],
  list: widgetList,
  groups: ['widgets'],
  response: { 200: zList(zWidget) },
  handler: async ({ list: query, read }) => {
    const page = await read(({ db }: { db: Kysely<WidgetTables> }) => fetchPage(db, selectWidgets(db), query));
    return list(page.rows, page.paging);
  },
});

export const getWidget = defineRoute({
  method: 'GET',
  url: '/api/widgets/:id',
  permission: 'product.read',
  summary: 'One widget',
  tags: ['Widgets'],
  params: z.strictObject({ id: zWireUuid }),
  groups: ['widgets'],
  response: { 200: zSingle(zWidget) },
  handler: async ({ params, read, reply }) => {
    const row = await read(({ db }: { db: Kysely<WidgetTables> }) =>
      selectWidgets(db).where('w.id', '=', params.id).executeTakeFirst(),
    );
    setRevision(reply, 3);
    return single(foundOr404(row, `widget ${params.id}`));
  },
});

const zNewWidget = z
  .strictObject({
    name: zRequiredText(20),
    weight: zWireMoney,
    colour: zOptional(z.enum(['red', 'green', 'blue'])),
    note: zOptionalText(10),
    parts: zWireInteger(1, 1_000_000).optional(),
    madeOn: zOptional(zWireDate),
    metadata: zWireMetadata.optional(),
  })
  .meta({ id: 'NewWidget' });

const zEcho = z
  .strictObject({
    name: z.string(),
    weight: z.string(),
    colour: z.string().nullable(),
    note: z.string().nullable(),
    parts: z.int().nullable(),
    madeOn: z.string().nullable(),
    metadata: zMetadataAnswer.nullable(),
    commandId: z.string(),
    correlationId: z.string(),
    expectedRevision: z.int().nullable(),
  })
  .meta({ id: 'WidgetEcho' });

/** Answers what it understood; the names `forbidden` and `broken` are refused by a rule and by a bug. */
export const makeWidget = defineRoute({
  method: 'POST',
  url: '/api/widgets',
  permission: 'product.write',
  summary: 'Make a widget',
  tags: ['Widgets'],
  body: zNewWidget,
  groups: ['widgets'],
  response: { 201: zAccepted(zEcho) },
  handler: async ({ body, command, reply }) => {
    if (body.name === 'forbidden') {
      throw refuseRejection({
        code: 'WIDGET_FORBIDDEN',
        message: 'No such widgets here.',
        fields: { name: 'is forbidden' },
      });
    }
    if (body.name === 'broken') {
      throw new Error('password=hunter2 in the machine room');
    }
    const { commandId, correlationId, expectedRevision = null } = command();
    const { colour = null, note = null, parts = null, madeOn = null, metadata = null } = body;
    return respondAccepted(reply, {
      data: {
        name: body.name,
        weight: body.weight,
        ...{ colour, note, parts, madeOn, metadata, commandId, correlationId, expectedRevision },
      },
      position: 42n,
      groups: ['widgets'],
      revision: 7,
      status: 201,
      location: '/api/widgets/1',
    });
  },
});

export const deleteWidget = defineRoute({
  method: 'DELETE',
  url: '/api/widgets/:id',
  permission: 'product.write',
  summary: 'Delete a widget',
  tags: ['Widgets'],
  params: z.strictObject({ id: zWireUuid }),
  groups: ['widgets'],
  response: { 204: z.undefined() },
  handler: async ({ reply }) => respondDeleted(reply, { position: 43n, groups: ['widgets'] }),
});

export const WIDGET_ROUTES = [listWidgets, getWidget, makeWidget, deleteWidget];
