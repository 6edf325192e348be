#!/bin/sh
# Loads the backup, but only into an empty database; the word "loaded" tells the playbook that it did.
set -eu
export MYSQL_PWD="$MYSQL_ROOT_PASSWORD"

tables=$(mariadb -uroot --skip-column-names -e "SHOW TABLES" "$MYSQL_DATABASE" | wc -l)
if [ "$tables" -gt 0 ]; then
    echo "kept the $tables tables of $MYSQL_DATABASE"
    exit
fi

if ! mariadb -uroot "$MYSQL_DATABASE" </wp_backup.sql; then
    # Half a blog must not pass for one at the next run.
    mariadb -uroot -e "DROP DATABASE \`$MYSQL_DATABASE\`; CREATE DATABASE \`$MYSQL_DATABASE\`"
    exit 1
fi

# The example blog comes without a password: its admin gets the one of this host.
if mariadb -uroot -e "SHOW TABLES" "$MYSQL_DATABASE" | grep -qx wp_users; then
    hash=$(printf %s "$WP_ADMIN_PASSWORD" | md5sum | cut -d' ' -f1)
    echo "UPDATE wp_users SET user_pass = '$hash' WHERE user_pass = ''" | mariadb -uroot "$MYSQL_DATABASE"
fi
echo "loaded the backup into $MYSQL_DATABASE"
