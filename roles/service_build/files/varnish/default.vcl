vcl 4.1;

backend default {
    .host = "backend";
    .port = "80";
    .first_byte_timeout = 120s;
}

# The site itself may drop its pages from the cache.
acl purge {
    "localhost";
    "backend";
}

sub vcl_recv {
    if (req.method == "PURGE") {
        if (client.ip !~ purge) {
            return (synth(405, "Not allowed."));
        }
        return (purge);
    }

    if (req.method != "GET" && req.method != "HEAD") {
        return (pass);
    }

    # Whoever writes, logs in or looks at a draft talks to WordPress itself.
    if (req.url ~ "/wp-(login|admin|cron|json)|[?&](preview|s)=" || req.http.Authorization) {
        return (pass);
    }
    if (req.http.Cookie ~ "wordpress_(logged_in|sec)|wp-postpass|comment_author") {
        return (pass);
    }

    # All other cookies mean nothing to the pages.
    unset req.http.Cookie;
    return (hash);
}

# Pages name the scheme in their links: http and https are cached apart. The host is in the hash by default.
sub vcl_hash {
    hash_data(req.http.X-Forwarded-Proto);
}

sub vcl_backend_response {
    # The answer to what was passed on is of no use to others.
    if (bereq.uncacheable) {
        return (deliver);
    }
    if (beresp.status != 200) {
        set beresp.uncacheable = true;
        set beresp.ttl = 10s;
        return (deliver);
    }
    unset beresp.http.Set-Cookie;
    set beresp.ttl = 5m;
    set beresp.grace = 1h;
    return (deliver);
}

sub vcl_deliver {
    if (obj.hits > 0) {
        set resp.http.X-Cache = "cached";
    } else {
        set resp.http.X-Cache = "uncached";
    }
}
