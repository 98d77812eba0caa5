#!/bin/sh
# Makes Temporal's two databases and brings them to the version of this image; what is there stays as it is.
set -eu
SQL_PASSWORD="$(cat "$SQL_PASSWORD_FILE")"
export SQL_PASSWORD

tool() {
  temporal-sql-tool --plugin postgres12 --ep postgres -p 5432 -u amphoe_ita "$@"
}

for part in temporal visibility; do
  database=temporal
  [ "$part" = temporal ] || database=temporal_visibility
  schema="/etc/temporal/schema/postgresql/v12/$part/versioned"
  # A first version that is there already is refused; an update from it then tells whether the database is as it must be.
  tool --db "$database" create-database || echo "$database is there."
  tool --db "$database" setup-schema -v 0.0 || echo "$database has a version."
  tool --db "$database" update-schema -d "$schema"
done
