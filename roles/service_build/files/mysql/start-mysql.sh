#!/bin/sh
# Makes the database on the first start. At each start it sets the passwords to what the environment says,
# so new ones take hold in a database that is already there.
set -eu

# As an SQL string: the quotes around it and what they ask for inside.
quoted() { printf "'%s'" "$(printf %s "$1" | sed "s/\\\\/\\\\\\\\/g; s/'/''/g")"; }

mkdir -p /run/mysqld
chown mysql:mysql /run/mysqld /var/lib/mysql
if [ ! -d /var/lib/mysql/mysql ]; then
    mariadb-install-db --user=mysql --datadir=/var/lib/mysql --skip-test-db --auth-root-authentication-method=normal >/dev/null
fi

user="$(quoted "$MYSQL_USER")@'%'"
umask 077
cat >/run/mysqld/init.sql <<SQL
ALTER USER root@localhost IDENTIFIED BY $(quoted "$MYSQL_ROOT_PASSWORD");
CREATE DATABASE IF NOT EXISTS \`$MYSQL_DATABASE\`;
CREATE USER IF NOT EXISTS $user;
ALTER USER $user IDENTIFIED BY $(quoted "$MYSQL_PASSWORD");
GRANT ALL ON \`$MYSQL_DATABASE\`.* TO $user;
SQL
chown mysql /run/mysqld/init.sql

# exec: the server itself gets the signal of `docker stop`.
exec mariadbd --user=mysql --init-file=/run/mysqld/init.sql
