# includes.awk ROOMS FILE...: which room includes which, held against the links that CMake knows.
# ROOMS has the lines "room TARGET FOLDER", "public TARGET LINK" and "all TARGET LINK" (public and private).
# A source file may include what its room links, and what these hand on. A header that another room includes may include
# only what its room hands on, because whoever includes it gets no more.
BEGIN {
  # Where the headers of a library come from: the start of the include, and the target that grants it.
  library["fmt/"] = "fmt::fmt"
  library["tl/"] = "tl::expected"
  library["oneapi/tbb/"] = "TBB::tbb"
  library["Eigen/"] = "Eigen3::Eigen"
  library["opencv2/"] = "opencv_core"
  library["nlohmann/"] = "nlohmann_json::nlohmann_json"
  library["CLI/"] = "CLI11::CLI11"
  library["onnx/"] = "onnx_proto"
  library["google/protobuf/"] = "protobuf::libprotobuf"
  library["qcustomplot"] = "QCustomPlotQt6::QCustomPlotQt6"
  library["Q"] = "Qt6::"
  # Where instruction set flags stand nothing else may be included: an inline function of the standard library that is
  # compiled there could be chosen by the linker for the whole program.
  bare["cstdint"] = bare["cstddef"] = bare["immintrin.h"] = 1
}

FILENAME == ARGV[1] {
  if ($1 == "room") folder[$2] = $3
  else if ($1 == "public") { handed[$2, $3] = 1; names[$3] = 1 }
  else if ($1 == "all") { linked[$2, $3] = 1; names[$3] = 1 }
  names[$2] = 1
  next
}
/^[ \t]*#[ \t]*include[ \t]*["<]/ {
  header = $0
  sub(/^[^"<]*/, "", header)
  quoted = substr(header, 1, 1) == "\""
  header = substr(header, 2)
  sub(/[">].*$/, "", header)
  n++
  from[n] = FILENAME
  line[n] = FNR
  to[n] = header
  is_ours[n] = quoted
  if (quoted) { inner[FILENAME, ++inners[FILENAME]] = header } else { outer[FILENAME, ++outers[FILENAME]] = header }
  files[FILENAME] = 1
}

# The target whose folder holds the file: the longest that fits.
function room_of(file,   t, best) {
  best = ""
  for (t in folder)
    if (index(file, folder[t] "/") == 1 && (best == "" || length(folder[t]) > length(folder[best]))) best = t
  return best
}
function hand_on(start, from_target, name) {
  for (name in names)
    if ((from_target, name) in handed && !((start, name) in granted)) {
      granted[start, name] = 1
      hand_on(start, name)
    }
}
# Whether `target` reaches the library: Qt is many targets of one name.
function reaches(table, target, wanted,   name) {
  for (name in names)
    if ((target, name) in table && (name == wanted || (wanted == "Qt6::" && index(name, wanted) == 1))) return 1
  return 0
}
# Everything that stands below a room in the links, private ones included.
function descend(start, target,   name) {
  for (name in names)
    if ((target, name) in linked && !((start, name) in below)) {
      below[start, name] = 1
      descend(start, name)
    }
}
function forbid(target, pattern, rule,   name, where) {
  for (name in names)
    if ((target, name) in below) {
      where = name in folder ? folder[name] : name
      if (where ~ pattern) print folder[target] "/CMakeLists.txt: " rule ", but it links " where
    }
}
# Follows the headers that a file with instruction set flags includes.
function bare_only(top, file,   i, rule) {
  if ((top, file) in walked) return
  walked[top, file] = 1
  rule = " reaches " top ", which has instruction set flags"
  for (i = 1; i <= outers[file]; i++)
    if (!(outer[file, i] in bare)) print file ": <" outer[file, i] ">" rule
  for (i = 1; i <= inners[file]; i++) {
    if (inner[file, i] !~ /^core\/kernels\//) print file ": \"" inner[file, i] "\"" rule
    else bare_only(top, inner[file, i])
  }
}

END {
  for (t in folder) {
    # What the room hands on decides for headers; its private links come on top of that for source files.
    hand_on(t, t)
    for (name in names)
      if ((t, name) in granted) public_grant[t, name] = 1
    for (name in names)
      if ((t, name) in linked) {
        granted[t, name] = 1
        hand_on(t, name)
      }
    descend(t, t)
    if ((t, t) in below) print folder[t] "/CMakeLists.txt: the room stands in a circle of links"
    if (folder[t] ~ /^core\//)
      forbid(t, "^(Qt6::|QCustomPlot|widgets|app)", "core knows neither Qt nor what stands above it")
    if (folder[t] == "widgets") forbid(t, "^(core|app)", "widgets know neither core nor app")
    if (folder[t] == "app/cli") forbid(t, "^(Qt6::|QCustomPlot|widgets)", "the command line has no Qt")
  }

  # Headers that another room includes, and those that they include in turn.
  for (i = 1; i <= n; i++)
    if (is_ours[i] && room_of(from[i]) != room_of(to[i])) shown[to[i]] = 1
  do {
    changed = 0
    for (i = 1; i <= n; i++)
      if (is_ours[i] && from[i] in shown && !(to[i] in shown)) changed = shown[to[i]] = 1
  } while (changed)

  for (i = 1; i <= n; i++) {
    room = room_of(from[i])
    where = from[i] ":" line[i] ": "
    if (room == "") {
      print where "the file is in no room"
      continue
    }
    wanted = ""
    if (is_ours[i]) {
      wanted = room_of(to[i])
      if (wanted == "" && to[i] ~ /\//) print where "\"" to[i] "\" is in no room"
      if (wanted == "" || wanted == room) continue
      label = folder[wanted]
    } else {
      for (start in library)
        if (index(to[i], start) == 1 && (start != "Q" || to[i] ~ /^Q[A-Z]/)) wanted = library[start]
      if (wanted == "") continue
      label = wanted
    }
    if (from[i] in shown ? !reaches(public_grant, room, wanted) : !reaches(granted, room, wanted))
      print where folder[room] " includes \"" to[i] "\", but its CMakeLists.txt does not " \
        (from[i] in shown ? "hand on " : "link ") label
  }

  for (file in files)
    if (file ~ /^core\/kernels\/.*_avx[a-z0-9]*\.(cpp|h)$/) bare_only(file, file)
}
