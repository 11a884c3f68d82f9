#!/bin/sh
# The head `news` alone over its encoder, into work/out; see shipped.sh.
set -eu
HEADS=news=tablert-cnn OTHERS= exec "$(dirname "$0")/shipped.sh" "$@"
