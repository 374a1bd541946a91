grant usage on schema ops to ledgerline_api, ledgerline_projector, ledgerline_worker;
