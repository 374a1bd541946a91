#!/usr/bin/env bash
# The login user of Ledgerline: an ordinary one that may make roles, and a database that it owns.
set -euo pipefail
psql --username "$POSTGRES_USER" --set ON_ERROR_STOP=1 --set password="$LEDGERLINE_PASSWORD" <<'SQL'
create role ledgerline with login nosuperuser nobypassrls nocreatedb createrole password :'password';
create database ledgerline owner ledgerline;
SQL
