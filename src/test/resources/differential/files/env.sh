#!/bin/sh
echo "A=$A args=$# $1 [$2]"
