#!/usr/bin/env bash
# check.sh CHECK ROOT [ROOMS]: the rules of the house that no compiler knows. Prints file and rule of every breach.
#   includes   arrows between rooms; ROOMS is the list of links that CMake writes (CMakeLists.txt beside this file)
#   headers    a source file includes the header of its own name first: the build proves that it stands alone
#   sizes      rooms, folders of the window, and files stay small enough to be read
#   cmake      no CMake file leaves something out silently because a file is missing
set -euo pipefail
check=$1
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
rooms=${3:+$(realpath "$3")}
cd "$2"

sources() { find "$@" \( -name build -o -name '.*' \) -prune -o \( -name '*.cpp' -o -name '*.h' \) -print | sort; }

# report WHAT: prints what came in and fails if there was any.
report() {
  local breaches
  breaches=$(cat)
  if [ -n "$breaches" ]; then
    echo "$breaches"
    return 1
  fi
  echo "$1: no breach"
}

includes() { sources core widgets app | xargs awk -f "$here/includes.awk" "$rooms"; }

headers() {
  sources core widgets app tests | awk '
    { seen[$0] = 1 }
    END {
      for (file in seen) {
        own = file
        if (!sub(/\.cpp$/, ".h", own) || !(own in seen)) continue
        first = ""
        while (first == "" && (getline line < file) > 0)
          if (line ~ /^[ \t]*#[ \t]*include/) { first = line; gsub(/^[^"<]*["<]|[">].*$/, "", first) }
        close(file)
        if (first != own) print file ": its first include must be \"" own "\", not \"" first "\""
      }
    }' | sort
}

sizes() { sources core widgets app tests | xargs wc -l | awk -f "$here/sizes.awk"; }

cmake() {
  find . \( -name build -o -name '.git' \) -prune -o \( -name CMakeLists.txt -o -name '*.cmake' \) -print | sort |
    xargs awk '{ code = $0; sub(/#.*/, "", code) } code ~ /(^|[^A-Za-z_])EXISTS([^A-Za-z_]|$)/ {
      print FILENAME ":" FNR ": EXISTS hides what is missing; let CMake fail instead" }'
}

case $check in
  includes | headers | sizes | cmake) "$check" | report "$check" ;;
  *) echo "unknown check $check" >&2; exit 2 ;;
esac
