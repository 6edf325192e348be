#!/bin/sh
# The whole blog as SQL, on standard output.
set -eu
export MYSQL_PWD="$MYSQL_ROOT_PASSWORD"
exec mariadb-dump -uroot --single-transaction "$MYSQL_DATABASE"
