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
# What is there already is what these very settings made; a trial has its own names and its own folder.
these=$(echo $heads $others | cksum | cut -d" " -f1)
run=shared-$epochs-$fold-$these out=work/out/minilm
[ "$some" = 0 ] || { run=trial-$some-$epochs-$fold-$these; out=work/trial/minilm; }
common="--epochs $epochs --device $device --some $some --fold $fold"
# Scores are fitted on dev, which the model that fits them must not have seen: the same training twice, without dev and with it.
for parts in train train,dev; do
  name=$run-$(echo $parts | tr , -)
  [ -f work/$name.pt ] || "$python" multitask.py $heads --parts $parts --name "$name" $common
  [ -z "$others" ] || [ -f work/$name-others.pt ] || "$python" multitask.py $others --parts $parts --name "$name-others" --frozen-from work/$name.pt $common
done
"$python" export_shipped.py work/$run-train.pt ${others:+work/$run-train-others.pt} --folder $out-train
"$python" export_shipped.py work/$run-train-dev.pt ${others:+work/$run-train-dev-others.pt} --folder $out
"$python" calibrate.py $heads $others --folder $out-train --to $out --fold $fold --some $some
"$python" card.py $heads --folder $out --fold $fold --some $some
for head in $heads $others; do "$python" golden.py --folder $out --head "${head%=*}" --decoder "${head#*=}" >/dev/null; done
"$python" seal.py --folder $out --version "${VERSION:-0.2.0}" --heads $heads $others
find $out -name '*.onnx' -exec ls -l {} +
