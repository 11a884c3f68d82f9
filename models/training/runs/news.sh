#!/bin/sh
# Makes models/minilm with its head `news` from nothing: runs/news.sh [FOLDER that holds data/corpora]
set -eu
cd "$(dirname "$0")/.."
shared=$(cd "${1:-${ESPALIER_SHARED:-../../../shared}}" && pwd)
export ESPALIER_SHARED="$shared"
recipe="--mix redocred,knowledgenet --passes 1.3334 --augment 1 --epochs 8 --seed 1"
./setup.sh
# Temperatures need sentences that the model has not seen: the same recipe without dev, fitted on dev.
.venv/bin/python train.py --shared "$shared" --name news-dev --parts train $recipe
.venv/bin/python train.py --shared "$shared" --name news --parts train,dev $recipe
.venv/bin/python export.py --checkpoint work/news.pt --head news
.venv/bin/python calibrate.py --shared "$shared" --checkpoint work/news-dev.pt --head ../minilm/news
.venv/bin/python noise.py --shared "$shared" --checkpoint work/news.pt --head ../minilm/news
.venv/bin/python golden.py --head news
.venv/bin/python seal.py
./check.sh
