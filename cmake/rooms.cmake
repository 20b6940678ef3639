# One static library per room. A room links exactly the rooms that it may use, so that a wrong arrow fails at link time
# and, because tests/structure holds every include against the links, in a test where the linker has nothing to say.

add_library(bitladder_options INTERFACE)
target_compile_options(bitladder_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor
                       -Wno-missing-field-initializers
                       # g++ 12 warns falsely of these around std::optional and std::string.
                       -Wno-maybe-uninitialized -Wno-restrict)
if(BITLADDER_SANITIZE)
  target_compile_options(bitladder_options INTERFACE -fsanitize=${BITLADDER_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(bitladder_options INTERFACE -fsanitize=${BITLADDER_SANITIZE})
endif()
target_include_directories(bitladder_options INTERFACE ${CMAKE_SOURCE_DIR})
# The order of float additions and the fusing of multiply-adds are part of our arithmetic contract: never left to the
# compiler.
target_compile_options(bitladder_options INTERFACE -ffp-contract=off)

# Says which folder a target's files are in, so that tests/structure can hold their includes against the target's links.
function(bitladder_room_folder target folder)
  cmake_path(RELATIVE_PATH folder BASE_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_target_properties(${target} PROPERTIES BITLADDER_FOLDER ${folder})
  set_property(GLOBAL APPEND PROPERTY BITLADDER_ROOMS ${target})
endfunction()

# bitladder_room(NAME [SOURCES ...] LINKS ... [PRIVATE_LINKS ...]): a static library of all .cpp files of the folder and
# of the folders in it, so that a new file needs no line here. SOURCES names them where some of them need flags of their
# own.
function(bitladder_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;LINKS;PRIVATE_LINKS" ${ARGN})
  if(NOT ROOM_SOURCES)
    file(GLOB_RECURSE ROOM_SOURCES CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  endif()
  add_library(bitladder_${name} STATIC ${ROOM_SOURCES})
  add_library(bitladder::${name} ALIAS bitladder_${name})
  target_link_libraries(bitladder_${name} PUBLIC ${ROOM_LINKS} PRIVATE bitladder_options ${ROOM_PRIVATE_LINKS})
  target_include_directories(bitladder_${name} PUBLIC ${CMAKE_SOURCE_DIR})
  bitladder_room_folder(bitladder_${name} ${CMAKE_CURRENT_SOURCE_DIR})
endfunction()

# Tests, window and command line ask the core to compute and compute nothing themselves: they are compiled for a short
# build.
function(bitladder_quick_build target)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
endfunction()
