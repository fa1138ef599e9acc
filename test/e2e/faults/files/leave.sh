#!/bin/sh
# Leaves its arguments in a file.
file=$1
shift
printf "%s\n" "$#" "$@" >"$file"
