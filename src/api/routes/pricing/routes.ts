import type { RouteDefinition } from '../../define-route.ts';
import { getPriceBook, listPriceBooks, listPrices } from '../price-books/read-price-books.ts';
import { deletePrice, patchPriceBook, postPriceBook, putPrice } from '../price-books/write-price-books.ts';
import { getProductPrices } from '../products/product-prices.ts';
import { postQuote } from './quote.ts';

/** Price books, and what something would cost. */
export const PRICING_ROUTES: readonly RouteDefinition[] = [
  listPriceBooks,
  getPriceBook,
  postPriceBook,
  patchPriceBook,
  listPrices,
  putPrice,
  deletePrice,
  getProductPrices,
  postQuote,
];
