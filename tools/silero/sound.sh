#!/bin/sh
# Makes the test sound: two voices, silence between, room noise, telephone band, G.711 µ-law at 8 kHz. Needs espeak-ng and sox.
set -eu
out="$(dirname "$0")/../../tests/Futwork.Tests/Realtime/Turns/Data/speech.ulaw"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
printf '%s' 'Hello, this is Maya. Is this a good time to talk?' | espeak-ng --stdin --stdout -v en-us+f3 >"$work/first.wav"
printf '%s' 'Yes. Please call me tomorrow, at half past four, on my other number.' | espeak-ng --stdin --stdout -v en-gb -s 150 >"$work/second.wav"
sox "$work/first.wav" "$work/a.wav" pad 0.9 1.3
sox "$work/second.wav" "$work/b.wav" pad 0 1.1 gain -6
sox "$work/a.wav" "$work/b.wav" "$work/clean.wav"
sox -R -n -r 22050 -c 1 "$work/noise.wav" synth "$(sox --i -D "$work/clean.wav")" pinknoise gain -46
sox -R -m -v 1 "$work/clean.wav" -v 1 "$work/noise.wav" -t ul -r 8000 -c 1 "$out" sinc 200-3400 trim 0 12
