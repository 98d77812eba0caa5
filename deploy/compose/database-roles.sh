#!/bin/sh
# Makes the roles that API and workers connect as, or gives those that are there the passwords of their files. What they may do is
# granted by migrate.
set -eu
PGPASSWORD="$(cat /run/secrets/postgres_password)"
export PGPASSWORD

for process in api worker; do
  # The password is quoted by psql, and comes by its input: it is in no list of processes.
  psql --host postgres --username amphoe_ita --dbname amphoe_ita --no-psqlrc --quiet --set ON_ERROR_STOP=1 \
    --set role="amphoe_ita_$process" <<SQL
\set password \`cat /run/secrets/${process}_password\`
SELECT format('CREATE ROLE %I', :'role') WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'role') \gexec
ALTER ROLE :"role" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'password';
SQL
done
