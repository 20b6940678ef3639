#!/usr/bin/env bash
# Renders the README's pictures and its animation anew, with no display:
#   resources/make_pictures.sh [FOLDER OF THE PROGRAMS]
# Needs ImageMagick. Speeds in the pictures are those of the machine that it runs on.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
programs=$(realpath "${1:-build/release/bin}")
export QT_QPA_PLATFORM=offscreen
frames=$(mktemp -d)
trap 'rm -rf "$frames"' EXIT

shoot() { "$programs/bitladder" --session-file none --language en --window-size 1280x800 --screenshot "$@"; }
few_colours() { convert "$1" +dither -colors 128 -strip "PNG8:$1"; }

shoot resources/window.png --sample fruits
shoot resources/tune.png --sample fruits --dark --perspective tune --page error
for picture in window tune; do few_colours resources/$picture.png; done

# One sample, all of whose layers descend: the histogram's grid coarsens, the picture's answer turns.
model=samples/fruits/fruits.onnx
for bits in 8 6 5 4 3 2; do
  "$programs/bitladder-cli" quantize $model --calibration samples/fruits/pictures --weights int$bits --activations int8 \
    -o "$frames/$bits.json" >/dev/null
  shoot "$frames/$bits.png" $model "$frames/$bits.json" samples/fruits/pictures
done
cd "$frames"
convert -delay 150 8.png 6.png 5.png 4.png 3.png -delay 300 2.png -resize 960x -loop 0 +dither -colors 64 \
  -layers optimize-plus ladder.gif
cp ladder.gif "$OLDPWD/resources/ladder.gif"
