#!/bin/sh
# Reads a made file of 10^6 points, and counts its lines beside it: run-sites.sh BENCH MAKE-POINTS
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 "$2" 1000000 > "$folder/points.csv"
"$1" "$folder/points.csv"
"$1" "$folder/points.csv"
start=$(date +%s.%N)
wc -l < "$folder/points.csv" > /dev/null
end=$(date +%s.%N)
echo "wc -l: $(echo "$end - $start" | awk '{print $1 - $3}') s"
