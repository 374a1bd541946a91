import { z } from 'zod';
import { zProductId } from '../../../domain/kernel/ids.ts';
import { zBillingInterval, zChargeType, zPricingModel, zProductCategory } from '../../../domain/product/events.ts';
import { findCandidates } from '../../../projections/directory/queries/candidates.ts';
import { findProduct, productRows } from '../../../projections/directory/queries/catalogue.ts';
import type { DirectoryTables } from '../../../projections/directory/queries/rows.ts';
import { setRevision } from '../../accepted.ts';
import { defineRoute } from '../../define-route.ts';
import { list, single, zList, zSingle } from '../../envelope.ts';
import type { ListDeclaration } from '../../list-fields.ts';
import { fetchPage } from '../../list-page.ts';
import { foundOr404 } from '../../refusal.ts';
import type { TenantRead } from '../../tenant-read.ts';
import { DIRECTORY_GROUPS } from '../directory-groups.ts';
import { likeTexts } from '../like-texts.ts';
import { productOfRow, zProduct } from './product-record.ts';

const productList: ListDeclaration = {
  name: 'products',
  idColumn: 'p.id',
  fields: {
    name: { column: 'p.name', type: 'text' },
    sku: { column: 'p.sku', type: 'text' },
    pricingModel: { column: 'p.pricing_model', type: 'enum', values: zPricingModel.options, sortable: false },
    chargeType: { column: 'p.charge_type', type: 'enum', values: zChargeType.options, sortable: false },
    category: { column: 'p.category', type: 'enum', values: zProductCategory.options, sortable: false },
    billingInterval: { column: 'p.billing_interval', type: 'enum', values: zBillingInterval.options, sortable: false },
    active: { column: 'p.active', type: 'boolean', sortable: false },
    isAddon: { column: 'p.is_addon', type: 'boolean', sortable: false },
    basePrice: { column: 'p.base_price', type: 'decimal' },
    createdAt: { column: 'p.created_at', type: 'timestamp' },
  },
};

export const listProducts = defineRoute({
  method: 'GET',
  url: '/api/products',
  permission: 'product.read',
  summary: 'Products',
  tags: ['Products'],
  list: productList,
  groups: DIRECTORY_GROUPS,
  response: { 200: zList(zProduct) },
  handler: async ({ list: query, read }) => {
    const page = await read(async ({ db }: TenantRead<DirectoryTables>) => {
      const candidates = await findCandidates(db, {
        products_named_like: likeTexts(query, 'name'),
        products_with_sku_like: likeTexts(query, 'sku'),
      });
      return fetchPage(db, productRows(db, candidates), query);
    });
    return list(page.rows.map(productOfRow), page.paging);
  },
});

export const getProduct = defineRoute({
  method: 'GET',
  url: '/api/products/:id',
  permission: 'product.read',
  summary: 'One product',
  tags: ['Products'],
  params: z.strictObject({ id: zProductId }),
  groups: DIRECTORY_GROUPS,
  response: { 200: zSingle(zProduct) },
  handler: async ({ params: { id }, read, reply }) => {
    const found = await read(({ db }: TenantRead<DirectoryTables>) => findProduct(db, id));
    const row = foundOr404(found, `product ${id}`);
    setRevision(reply, row.revision);
    return single(productOfRow(row));
  },
});
