/** What a code means: its status, its title (the same for every occurrence, RFC 9457 §3.1.3) and what to do now. */
export interface ErrorCode {
  readonly status: number;
  readonly title: string;
  readonly remedy: string;
}

function code(status: number, title: string, remedy: string): ErrorCode {
  return { status, title, remedy };
}

/**
 * Every code that an answer can carry. Codes are stable: clients branch on them. A rule of the domain that rejects with
 * a new code needs a line here, and `npx tsx scripts/write-error-docs.ts` writes docs/errors.md again.
 */
export const ERROR_CODES = {
  MALFORMED_REQUEST: code(400, 'The request cannot be read', 'Correct the request as the message says.'),
  MALFORMED_JSON: code(400, 'The body is not acceptable JSON', 'Send one JSON document in UTF-8, as RFC 8259 has it.'),
  VALIDATION_FAILED: code(400, 'Some values are not acceptable', 'Correct the fields in `details.validationErrors`.'),
  CURSOR_INVALID: code(
    400,
    'The cursor does not fit',
    'Ask for the list without `after`, then follow its `nextCursor`.',
  ),
  OFFSET_TOO_DEEP: code(400, 'The offset is too deep', 'Follow `paging.nextCursor` with `after=` to read further.'),
  UNAUTHENTICATED: code(401, 'Nobody is signed in', 'Send valid credentials in the Authorization header.'),
  FORBIDDEN: code(403, 'Not permitted', 'Ask an administrator for the permission that the message names.'),
  TENANT_SUSPENDED: code(403, 'The tenant is suspended', 'Ask the operator of this Ledgerline why, and to resume it.'),
  ORIGIN_NOT_ALLOWED: code(403, 'Unknown origin', 'Add the origin of the page to the configured CORS origins.'),
  ROUTE_NOT_FOUND: code(404, 'No such route', 'Compare method and path with /api/docs.'),
  NOT_FOUND: code(404, 'No such record', 'Check the id; the record may have been deleted, or belong to somebody else.'),
  METHOD_NOT_ALLOWED: code(405, 'The route has other methods', 'Use one of the methods in the Allow header.'),
  REQUEST_TIMEOUT: code(408, 'The request came too slowly', 'Send it again, in one go.'),
  CONFLICT: code(409, 'A business rule says no', 'Read the message; it says which rule, and what to do.'),
  CONCURRENT_CHANGE: code(409, 'Somebody else was faster', 'Read the record again, then repeat the change.'),
  REVISION_MISMATCH: code(412, 'The record has changed', 'Read the record again and send its new ETag as If-Match.'),
  BODY_TOO_LARGE: code(413, 'The body is too large', 'Send at most 1 MiB; split the work into several requests.'),
  URI_TOO_LONG: code(414, 'The address is too long', 'Send at most 8,192 characters; use fewer values in filters.'),
  UNSUPPORTED_MEDIA_TYPE: code(415, 'The body is not JSON', 'Send it with Content-Type: application/json.'),
  WRONG_HOST: code(421, 'This host is not served here', 'Call the server by localhost, 127.0.0.1 or [::1].'),
  IDEMPOTENCY_KEY_REUSED: code(
    422,
    'The key stands for another request',
    'Send a new Idempotency-Key for a new request.',
  ),
  RATE_LIMITED: code(429, 'Too many requests', 'Wait as long as Retry-After says.'),
  HEADERS_TOO_LARGE: code(431, 'The headers are too large', 'Send at most 16 KiB of headers.'),
  REQUEST_ABORTED: code(499, 'The client went away', 'Nothing: nobody reads this answer. It appears in the logs only.'),
  INTERNAL_ERROR: code(
    500,
    'Something broke on our side',
    'Report `details.traceId`; the cause stands beside it in the log.',
  ),
  UNAVAILABLE: code(503, 'Something that we need is down', 'Send the same request again after Retry-After seconds.'),
  NOT_READY: code(503, 'Not ready to serve', 'See `details.checks`; wait, or look after the part that fails.'),
  PROJECTION_BEHIND: code(
    503,
    'The lists have not caught up',
    'Ask again after Retry-After seconds, or without min-position.',
  ),

  // Business rules: records
  CONTACT_POINT_EMPTY: code(400, 'Nothing is said', 'Send at least one field that is not empty.'),
  MOVE_DAY_INVALID: code(400, 'No move on that day', 'Send today, or a day since the latest move of the hierarchy.'),
  TAX_NUMBER_INVALID: code(400, 'No such tax number', 'Compare the number with the document of the tax office.'),
  ACCOUNT_NOT_FOUND: code(404, 'No such account', 'Check the id.'),
  CONTACT_POINT_NOT_FOUND: code(404, 'No such contact or address', 'List those of the account.'),
  TAX_REGISTRATION_NOT_FOUND: code(404, 'No such tax registration', 'List those of the account.'),
  ACCOUNT_PARENT_NOT_FOUND: code(404, 'No such parent account', 'Check parentAccountId.'),
  CONTRACT_NOT_FOUND: code(404, 'No such contract', 'Check the id.'),
  CONTRACT_ACCOUNT_NOT_FOUND: code(
    404,
    'No such account for the contract',
    'Check the account that the message names.',
  ),
  CONTRACT_LINE_NOT_FOUND: code(404, 'No such contract line', 'Check the line id against the contract.'),
  PRODUCT_NOT_FOUND: code(404, 'No such product', 'Check the id.'),
  SELLER_NOT_FOUND: code(404, 'No such seller', 'Check sellerId; a seller is registered before it bills.'),
  INVOICE_NOT_FOUND: code(404, 'No such invoice', 'Check the id.'),
  CLAIM_NOT_FOUND: code(404, 'No such claim', 'Check the id against the contract.'),
  BILLING_RUN_NOT_FOUND: code(404, 'No such billing run', 'Check the id.'),
  BILLING_RUN_CHUNK_NOT_FOUND: code(404, 'No such chunk of the run', 'Check the number against the run.'),

  API_KEY_NOT_FOUND: code(404, 'No such key', 'Check the id.'),
  GRANT_REQUEST_NOT_FOUND: code(404, 'No such request', 'Check the id.'),
  TENANT_NOT_FOUND: code(404, 'No such tenant', 'Check the id.'),

  // Business rules: values that do not fit together
  API_KEY_CANNOT_APPROVE: code(400, 'A machine key cannot approve', 'Grant the role to a person, or leave it out.'),
  API_KEY_EXPIRY_PAST: code(400, 'The key would be expired', 'Send a moment in the future, or null for no expiry.'),
  CONTRACT_LINE_DUPLICATE: code(400, 'Two lines have one id', 'Give each line an id of its own.'),
  CONTRACT_LINE_REQUIRED: code(400, 'The contract has several lines', 'Say which one by lineId.'),
  CONTRACT_END_BEFORE_START: code(400, 'The contract ends before it starts', 'Correct startDate or endDate.'),
  CREDIT_LIMIT_INVALID: code(400, 'The credit limit is negative', 'Send zero or more, or null for no limit.'),
  NUMBER_SERIES_AMBIGUOUS: code(400, 'Two series could give one number', 'Send patterns that begin differently.'),
  PAYMENT_TERMS_INCOMPLETE: code(400, 'Custom terms without days', 'Send paymentTermsDays with custom terms.'),
  PERIOD_INVALID: code(400, 'The period cannot be', 'Send a period that starts before it ends.'),
  PRICE_INVALID: code(400, 'The price cannot be used', 'Correct the price as the message says.'),
  PRODUCT_INVALID: code(400, 'The product does not fit together', 'Correct the field that the message names.'),
  POLICY_INVALID: code(400, 'The policy cannot be used', 'Correct the field that the message names.'),
  TAX_REGISTRATIONS_INVALID: code(
    400,
    'The tax registrations cannot be used',
    'Correct the one that the message names.',
  ),
  TAX_RATES_INVALID: code(400, 'The tax rates cannot be used', 'Correct the rate that the message names.'),
  TIME_ZONE_UNKNOWN: code(400, 'Unknown time zone', 'Send an IANA name such as Europe/Berlin.'),

  // Business rules: what exists already
  API_KEY_EXISTS: code(409, 'The key exists', 'Use the key that is there, or issue another one.'),
  ACCOUNT_EXISTS: code(409, 'The account exists', 'Use the record that is there.'),
  CONTRACT_EXISTS: code(409, 'The contract exists', 'Use the record that is there.'),
  CONTRACT_NUMBER_TAKEN: code(409, 'The contract number is taken', 'Use another number, or the contract that has it.'),
  NATURAL_KEY_TAKEN: code(409, 'The key is taken', 'Use another one, or the record that has it.'),
  PRODUCT_EXISTS: code(409, 'The product exists', 'Use the record that is there.'),
  SELLER_EXISTS: code(409, 'The seller exists', 'Use the record that is there.'),
  SKU_TAKEN: code(409, 'The SKU is taken', 'Use another SKU, or the product that has it.'),

  // Business rules: what the state of a record does not allow
  API_KEY_EXPIRED: code(409, 'The key has expired', 'Issue a new one.'),
  API_KEY_REVOKED: code(409, 'The key is revoked', 'Issue a new one.'),
  DUTIES_NOT_APART: code(409, 'Duties must stay apart', 'Take one of the permissions that the message names away.'),
  APPROVAL_REQUIRED: code(409, 'It takes a second person', 'Ask for it by API; another administrator approves it.'),
  APPROVAL_OF_YOUR_OWN: code(403, 'It is your own request', 'Ask another administrator to decide, or withdraw it.'),
  APPROVAL_FOR_YOURSELF: code(403, 'It would give power to yourself', 'Ask another administrator to decide.'),
  APPROVAL_BY_MACHINE: code(403, 'A person has to decide', 'Sign in as a person who manages identities.'),
  GRANT_REQUEST_CLOSED: code(409, 'The request is decided', 'Ask again if it is still wanted.'),
  GRANT_REQUEST_OF_ANOTHER: code(403, 'It is the request of another', 'Reject it, or leave it to who has asked.'),
  ROLE_OF_YOUR_OWN: code(403, 'It is a role of your own', 'Ask another administrator to change it.'),
  ROLE_SELF_GRANT: code(403, 'Nobody grants themselves a role', 'Ask another administrator to grant it.'),
  TENANT_OF_YOUR_OWN: code(409, 'It is your own tenant', 'Nobody could resume it; suspend another one.'),
  ACCOUNT_CLOSED: code(409, 'The account is closed', 'Use another account; a closed one does not change.'),
  ACCOUNT_CLOSING: code(409, 'The account is being closed', 'Use another account, or wait: closing may be refused.'),
  ACCOUNT_MERGED: code(409, 'The account was merged', 'Use the account that the message names.'),
  ACCOUNT_NOT_ACTIVE: code(409, 'The account is not active', 'Make the account active first.'),
  ACCOUNT_STATUS_FIXED: code(409, 'That status cannot follow', 'Choose a status that the message names.'),
  BILL_TO_LEFT_BEHIND: code(
    409,
    'A bill-to would be left behind',
    'Set the bill-to of the account that the message names first.',
  ),
  BILL_TO_NOT_ABOVE: code(409, 'The bill-to is not above', 'Choose the account itself, its parent, or one further up.'),
  CONTACT_POINT_OF_FORM: code(409, 'It belongs to the form', 'Change the billing fields by PATCH of the account.'),
  CONTACT_POINTS_TOO_MANY: code(409, 'Too many contacts and addresses', 'Remove one that is not used any more.'),
  TAX_REGISTRATION_EXISTS: code(409, 'The number is there', 'Use the registration that is there.'),
  TAX_REGISTRATIONS_TOO_MANY: code(409, 'Too many tax registrations', 'Remove one that is over.'),
  ACCOUNT_CONTACT_ERASED: code(409, 'The contact was erased', 'Open another account for other people.'),
  ACCOUNT_CYCLE: code(409, 'The account would be its own ancestor', 'Move the new parent out from below it first.'),
  ACCOUNT_HAS_CHILDREN: code(409, 'The account has children', 'Move or close the accounts below it first.'),
  ACCOUNT_HAS_CONTRACTS: code(409, 'The account has contracts', 'Cancel or transfer its contracts first.'),
  ACCOUNT_PARENT_CLOSED: code(409, 'The parent account is closed', 'Choose a parent that is open.'),
  ACCOUNT_TREE_TOO_DEEP: code(409, 'The tree would be too deep', 'Move the account to a place further up.'),
  ACCOUNT_TREE_TOO_LARGE: code(
    409,
    'Too many accounts for one answer',
    'Read them through the list, parent by parent.',
  ),
  BASE_CURRENCY_FIXED: code(409, 'The base currency is fixed', 'Register another seller for the other currency.'),
  NUMBER_SERIES_USED: code(409, 'Numbers were given already', 'Change the series from a later year on.'),
  BILLING_FAULT: code(
    409,
    'The document could not be made',
    'Read the message; correct the contract, then bill again.',
  ),
  BILLING_INTERVAL_MISSING: code(400, 'No billing interval', 'State how often the contract is billed.'),
  BILLING_RUN_IN_PROGRESS: code(409, 'Another run is under way', 'Wait until it has finished, or bill one contract.'),
  CHARGE_TYPE_NOT_BILLABLE: code(409, 'The product is not recurring', 'Give the line a price of its own.'),
  CHARGES_ON_DRAFT: code(
    409,
    'Its charges stand on a draft',
    'Finalise or discard the draft that the message names, then bill again.',
  ),
  CHARGES_TOO_MANY: code(
    409,
    'Too many charges at once',
    'Bill the contract by itself through an earlier day, then again.',
  ),
  CLAIM_RELEASED: code(409, 'The claim was released', 'Bill again: a new document takes the charges.'),
  CONTRACT_CANCELLED: code(409, 'The contract is cancelled', 'Draft a new one.'),
  CONTRACT_NOT_ACTIVE: code(409, 'The contract is not active', 'Activate it first.'),
  CONTRACT_NOT_DRAFT: code(409, 'The contract is no draft', 'Amend it, or draft a new one.'),
  CONTRACT_PRICE_MISSING: code(409, 'No price for the contract', 'Send a price, or use a product that has one.'),
  CONTRACT_STATUS_NOT_SETTABLE: code(
    409,
    'The status is not set by hand',
    'Use the command that leads to this status.',
  ),
  CONTRACT_TERM_FIXED: code(409, 'The term is agreed', 'Use renewal or cancellation instead.'),
  CONTRACT_VALUE_NOT_SPREADABLE: code(409, 'The value cannot be spread', 'Send a value that the message allows.'),
  DATE_OUTSIDE_SERVICE: code(409, 'The date is outside the service', 'Send a date within the term of the line.'),
  INVOICE_CHANGE_NOT_SUPPORTED: code(
    409,
    'A document is not changed like that',
    'Amend the contract, discard the draft, and bill again.',
  ),
  INVOICE_FINALISED: code(409, 'The invoice is final', 'Correct it with a credit note, or void it.'),
  INVOICE_NOT_DRAFT: code(409, 'The invoice is no draft', 'Correct it as the message says.'),
  INVOICE_STATUS_NOT_SETTABLE: code(
    409,
    'The status is not set by hand',
    'Read the message: it says what leads there.',
  ),
  NOTHING_DUE: code(409, 'Nothing is due', 'Nothing to do; ask for a later date if you expected charges.'),
  PRICING_MODEL_NOT_BILLABLE: code(409, 'The pricing model is not billed yet', 'Give the line a price of its own.'),
  PRODUCT_CURRENCY_MISMATCH: code(
    409,
    'The product has another currency',
    'Use a product in the currency of the contract.',
  ),
  PRODUCT_NOT_OFFERED: code(409, 'The product is not offered', 'Use an active product.'),
  PRODUCT_RETIRED: code(409, 'The product is retired', 'Use another product; a retired one does not change.'),
  SEATS_OUTSIDE_LIMITS: code(
    409,
    'The number of seats cannot be sold',
    'Choose a number within the limits of the product, which the message names.',
  ),
  COST_SPLIT_INVALID: code(409, 'The cost cannot be split so', 'Correct the shares as the message says.'),
  COMMITMENT_FIXED: code(409, 'The commitment stands until the end of the term', 'Agree fewer with the renewal.'),
  DATE_OUTSIDE_LINE: code(409, 'The line is not served on that day', 'Choose a day within the days of the line.'),
  DATE_OUTSIDE_PAUSE: code(409, 'The day is not within the pause', 'Choose a day after the first one of the pause.'),
  CONTRACT_PAUSED: code(409, 'The contract is paused', 'Resume it first, or choose a later day.'),
  CONTRACT_NOT_PAUSED: code(409, 'The contract is not paused', 'There is nothing to resume.'),
  CONTRACT_LINES_LIMIT: code(409, 'The contract has too many lines', 'Draft another contract for what is new.'),
  CONTRACT_LINE_LAST: code(409, 'It is the last line of the contract', 'Cancel the contract instead.'),
  CONTRACT_LINE_DATES: code(409, 'The line is not within its contract', 'Choose days within the term of the contract.'),
  CONTRACT_TERM_SHORTENED: code(409, 'The term would end earlier', 'Choose a later day, or cancel the contract.'),
  RENEWAL_NOT_ADJACENT: code(
    409,
    'The new term does not follow the old one',
    'Start it right after the last day of the term, or within the term to replace the rest of it.',
  ),
  RAMP_OUTSIDE_LINE: code(409, 'A step of the ramp is outside the line', 'Choose days within the days of the line.'),
  TIER_GROUP_INVALID: code(409, 'The tier group does not fit the price', 'Give the line volume tiers, or no group.'),
  TRIAL_TOO_LONG: code(409, 'The trial leaves no service', 'Shorten the trial, or let the contract end later.'),
  UPLIFT_INVALID: code(409, 'The uplift cannot be used', 'Correct it as the message says.'),
  MINIMUM_COMMITMENT_INVALID: code(409, 'The minimum commitment cannot be used', 'Give an amount above 0, or none.'),
  EARLY_END_FEE_INVALID: code(409, 'The fee of an early end cannot be used', 'Correct it as the message says.'),
  DISCOUNT_INVALID: code(409, 'The discount cannot be used', 'Correct the field that the message names.'),
  DISCOUNT_DUPLICATE: code(409, 'Two discounts are the same', 'Give each discount an id of its own.'),
  DISCOUNT_NOT_FOUND: code(404, 'No such discount', 'Take the discountId from the contract.'),
  CHANGE_NOT_FOUND: code(404, 'No such change', 'Take the number of the change from the timeline of the contract.'),
  CHANGE_IN_EFFECT: code(409, 'The change is in effect', 'Make another change that says what shall hold instead.'),
  CHANGE_IN_USE: code(409, 'A later change stands on it', 'Withdraw the later change first.'),
  CONTRACT_APPROVAL_REQUIRED: code(
    409,
    'The contract must be approved first',
    'Submit it, and have it approved by the roles named.',
  ),
  APPROVAL_NOT_REQUIRED: code(409, 'Nobody needs to approve it', 'Activate the contract.'),
  APPROVAL_NOT_PENDING: code(409, 'No approval is waited for', 'Submit the draft first.'),
  APPROVAL_ROLE_MISSING: code(409, 'The step belongs to another role', 'Ask somebody with the role that is named.'),
  CONTRACT_NOT_KNOWN_THEN: code(409, 'Nothing was known of it then', 'Ask for a later moment.'),
  SEATS_BELOW_COMMITMENT: code(409, 'Fewer seats than committed', 'Keep the committed seats, or amend the commitment.'),
  SKU_FIXED: code(409, 'The SKU does not change', 'Retire the product and add one with the new SKU.'),
  TAX_RATE_CHANGED: code(409, 'The tax rate has changed', 'Discard the draft and bill again at the rate of today.'),
  TAX_RATE_MISSING: code(409, 'No tax rate', 'Add a rate for the country, category and date to the seller.'),
} satisfies Record<string, ErrorCode>;

export type KnownErrorCode = keyof typeof ERROR_CODES;

const BY_NAME: ReadonlyMap<string, ErrorCode> = new Map(Object.entries(ERROR_CODES));

/** A code that is missing in the table is still a business rule's no: never a 500. A test keeps the table complete. */
export function describeCode(name: string): ErrorCode {
  return BY_NAME.get(name) ?? ERROR_CODES.CONFLICT;
}
