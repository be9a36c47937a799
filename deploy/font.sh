#!/usr/bin/env bash
# Brings the letters of printed pages (Noto Sans SC, under the SIL Open Font License) from its package into paper/font,
# whence they are built into the program. paper/package-lock.json says which package, and the checksum that it must have.
set -euo pipefail
cd "$(dirname "$0")/../paper"

npm --no-update-notifier --no-audit --no-fund --loglevel=error ci
from=node_modules/@expo-google-fonts/noto-sans-sc
gzip -9 -n -c "$from/400Regular/NotoSansSC_400Regular.ttf" >font/regular.ttf.gz.new
gzip -9 -n -c "$from/700Bold/NotoSansSC_700Bold.ttf" >font/bold.ttf.gz.new
cp "$from/LICENSE_FONT" font/LICENSE.txt
mv font/bold.ttf.gz.new font/bold.ttf.gz
mv font/regular.ttf.gz.new font/regular.ttf.gz # last: make takes it for all
rm -rf node_modules # a hundred megabytes, of which no more is needed; and go looks into every folder
