# Reads `wc -l`. Limits in lines (rooms, files) and in files (folders of the window). Widgets and app/window are many
# things, one a folder: they are measured by folder.
BEGIN {
  lines_of_room = 8000
  lines_of_file = 600
  files_of_folder = 25
  # What is larger for a reason has a limit of its own.
  limit["core/ops"] = 9000 # every operator of ONNX: many small places, each of which is read alone
  limit["core/engine/planner.cpp"] = 650 # one algorithm, which reads better in one piece
  count["app/window/shell"] = 33 # the main window's parts
}
function limit_of(name, usual) { return name in limit ? limit[name] : usual }
function count_of(name) { return name in count ? count[name] : files_of_folder }
$2 == "total" { next }
{
  file = $2
  if ($1 > limit_of(file, lines_of_file))
    print file ": " $1 " lines; a file has at most " limit_of(file, lines_of_file)
  if (file ~ /^tests\//) next
  split(file, part, "/")
  room = part[1] "/" part[2]
  if (part[1] == "widgets" && part[3] == "") room = part[1]
  if (room == "app/window" && part[4] != "") {
    room = room "/" part[3]
    folder = file
    sub(/\/[^\/]*$/, "", folder)
    files[folder]++
  }
  lines[room] += $1
}
END {
  for (room in lines)
    if (lines[room] > limit_of(room, lines_of_room))
      print room ": " lines[room] " lines; a room has at most " limit_of(room, lines_of_room)
  for (folder in files)
    if (files[folder] > count_of(folder))
      print folder ": " files[folder] " files; a folder of the window has at most " count_of(folder)
}
