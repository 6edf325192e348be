<?php
// The database is the linked container "db"; Docker passes its variables on.
define('DB_HOST', 'db');
define('DB_NAME', getenv('DB_ENV_MYSQL_DATABASE'));
define('DB_USER', getenv('DB_ENV_MYSQL_USER'));
define('DB_PASSWORD', getenv('DB_ENV_MYSQL_PASSWORD'));
define('DB_CHARSET', 'utf8mb4');
define('DB_COLLATE', '');
$table_prefix = 'wp_';

// Encryption ends at the front.
if (($_SERVER['HTTP_X_FORWARDED_PROTO'] ?? '') === 'https') {
    $_SERVER['HTTPS'] = 'on';
}

// The site answers under whatever name it is asked for, so a restored backup works on a new host as it is.
$home = (empty($_SERVER['HTTPS']) ? 'http' : 'https') . '://' . ($_SERVER['HTTP_HOST'] ?? 'localhost') . '/de';
define('WP_HOME', $home);
define('WP_SITEURL', $home);

// No keys and salts here: WordPress makes up its own and keeps them in the database.

define('AUTOMATIC_UPDATER_DISABLED', true);
define('DISALLOW_FILE_EDIT', true);
define('WP_DEBUG', false);

if (!defined('ABSPATH')) {
    define('ABSPATH', __DIR__ . '/');
}
require_once ABSPATH . 'wp-settings.php';
