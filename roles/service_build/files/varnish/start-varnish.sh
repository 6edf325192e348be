#!/bin/sh
# exec: Varnish itself gets the signal of `docker stop`.
exec varnishd -F -a :80 -f /etc/varnish/default.vcl -s "malloc,$CACHE_SIZE"
