#!/bin/sh
. "$1"
echo "a line before"
echo "{\"msg\": \"${greeting:-Hello}, ${name:-World}!\", \"changed\": true}"
