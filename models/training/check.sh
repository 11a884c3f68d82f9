#!/bin/sh
# The Python side's tests: twins, algebra, graphs against PyTorch, metrics, readers (where the corpora are), the shipped folder.
set -eu
cd "$(dirname "$0")"
exec .venv/bin/python -W ignore -m pytest -q tests "$@"
