#!/bin/sh
# The shipped folder from nothing, into work/out/minilm: runs/shipped.sh [DEVICE] [SENTENCES]. A second number tries the line out on
# so few sentences of each corpus. Moving it over ../minilm is a decision of its own, taken after reading the cards.
set -eu
cd "$(dirname "$0")/.."
device=${1:-cpu} some=${2:-0} epochs=${EPOCHS:-10} fold=${FOLD:-0}
if [ -x .venv/bin/python ]; then python="$PWD/.venv/bin/python"; else python=python3; fi
export PYTHONUNBUFFERED=1 PYTHONWARNINGS=ignore
heads="${HEADS:-news=tablert-cnn biomedical=tablert-cnn science=tablert-cnn general=tablert-cnn}"
others="${OTHERS-news/tablert=tablert news/dytnet=dytnet news/spert=spert news/table-sequence=table-sequence}"
common="--epochs $epochs --device $device --some $some --fold $fold"
# Scores are fitted on dev, which the model that fits them must not have seen: the same training twice, without dev and with it.
for parts in train train,dev; do
  name=shared-$(echo $parts | tr , -)
  [ -f work/$name.pt ] || "$python" multitask.py $heads --parts $parts --name "$name" $common
  [ -z "$others" ] || [ -f work/$name-others.pt ] || "$python" multitask.py $others --parts $parts --name "$name-others" --frozen-from work/$name.pt $common
done
"$python" export_shipped.py work/shared-train.pt ${others:+work/shared-train-others.pt} --folder work/out-train/minilm
"$python" export_shipped.py work/shared-train-dev.pt ${others:+work/shared-train-dev-others.pt} --folder work/out/minilm
"$python" calibrate.py $heads $others --folder work/out-train/minilm --to work/out/minilm --fold $fold --some $some
"$python" card.py $heads --folder work/out/minilm --fold $fold --some $some
for head in $heads $others; do "$python" golden.py --folder work/out/minilm --head "${head%=*}" --decoder "${head#*=}" >/dev/null; done
"$python" seal.py --folder work/out/minilm --version "${VERSION:-0.2.0}" --heads $heads $others
find work/out -name '*.onnx' -exec ls -l {} +
