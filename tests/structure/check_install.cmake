# cmake -DBUILD=folder -DPREFIX=folder -DWINDOW=ON|OFF -P check_install.cmake: installs below PREFIX and looks at what
# came.
cmake_policy(VERSION 3.25)
file(REMOVE_RECURSE ${PREFIX})
execute_process(COMMAND ${CMAKE_COMMAND} --install ${BUILD} --prefix ${PREFIX} OUTPUT_QUIET RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "cmake --install fails")
endif()
set(wanted bin/bitladder-cli share/bitladder/samples/digits/digits.onnx share/bitladder/samples/digits/pictures
  share/bitladder/samples/restore/restore.onnx share/bitladder/samples/spiral/spiral.onnx share/doc/Bitladder/LICENSE
  share/doc/Bitladder/README.md)
if(WINDOW)
  list(APPEND wanted bin/bitladder share/applications/bitladder.desktop
    share/icons/hicolor/scalable/apps/bitladder.svg)
endif()
file(GLOB_RECURSE installed LIST_DIRECTORIES true RELATIVE ${PREFIX} ${PREFIX}/*)
foreach(path ${wanted})
  if(NOT path IN_LIST installed)
    message(FATAL_ERROR "${path} is not installed")
  endif()
endforeach()
execute_process(COMMAND ${PREFIX}/bin/bitladder-cli info ${PREFIX}/share/bitladder/samples/digits/digits.onnx
  OUTPUT_QUIET RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "the installed bitladder-cli does not read an installed sample")
endif()
file(REMOVE_RECURSE ${PREFIX})
