#!/bin/sh
# The shipped folder from nothing, into work/out/minilm: runs/shipped.sh [DEVICE] [SENTENCES]. A second number tries the line out on
# so few sentences of each corpus. Moving it over ../minilm is a decision of its own, taken after reading the cards.
set -eu
cd "$(dirname "$0")/.."
device=${1:-cpu} some=${2:-0} epochs=${EPOCHS:-10} fold=${FOLD:-0}
if [ -x .venv/bin/python ]; then python="$PWD/.venv/bin/python"; else python=python3; fi
export PYTHONUNBUFFERED=1 PYTHONWARNINGS=ignore OMP_NUM_THREADS=1
heads="${HEADS:-news=tablert-cnn biomedical=tablert-cnn science=tablert-cnn general=tablert-cnn}"
others="${OTHERS-news/tablert=tablert news/dytnet=dytnet news/spert=spert news/table-sequence=table-sequence}"
# Small corpora train on dev too, so what fits their scores is a twin that has not seen it; the others spare their dev parts.
twins= spared=
for head in $heads; do case $head in news=*|science=*) twins="$twins $head";; *) spared="$spared $head";; esac; done
# What is there already is what these very settings made; a trial has its own names and its own folder.
these=$(echo $heads $others | cksum | cut -d" " -f1)
run=shared-$epochs-$fold-$these out=work/out/minilm
[ "$some" = 0 ] || { run=trial-$some-$epochs-$fold-$these; out=work/trial/minilm; }
common="--device $device --some $some --fold $fold"
shared="${COMPILE:+--compile} --epochs"
# The second time as many as an evening of two cores allows.
again=${AGAIN:-7}
train() { # train NAME PARTS TASKS…
  name=$1 parts=$2; shift 2
  # Twice: the second goes on from the first, from a low rate up and down again, with other shares.
  [ -f work/$name-first.pt ] || "$python" multitask.py "$@" --parts $parts --name $name-first $shared $epochs $common
  [ -f work/$name.pt ] || "$python" multitask.py "$@" --parts $parts --name $name --from work/$name-first.pt --seed 2 $shared $again $common
  # Each by itself: they share nothing but an encoder that stays as it is, and may run side by side on several cores.
  beside=
  for other in $others; do
    own=work/$name-${other##*=}.pt
    beside="$beside $own"
    [ -f $own ] || "$python" multitask.py $other --parts $parts --name $name-${other##*=} --frozen-from work/$name.pt --epochs ${BESIDE:-6} $common
  done
  "$python" export_shipped.py work/$name.pt $beside --folder $folder
}
folder=$out train $run-train-dev train,dev $heads
folder=$out-train train $run-train train $twins
"$python" calibrate.py $twins $others --folder $out-train --to $out --fold $fold --some $some
[ -z "$spared" ] || "$python" calibrate.py $spared --folder $out --fold $fold --some $some
for head in $heads $others; do "$python" golden.py --folder $out --head "${head%=*}" --decoder "${head#*=}" >/dev/null; done
"$python" card.py $heads --others $others --folder $out --epochs $epochs $again --fold $fold --some $some
"$python" seal.py --folder $out --version "${VERSION:-0.2.4}" --heads $heads $others
find $out -name '*.onnx' -exec ls -l {} +
