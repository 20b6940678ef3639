# cmake -DOBJDUMP=objdump -DSCRIPT=check_loops.awk "-DOBJECTS=gemm_u8s8_avx512.cpp.o;..." -P check_loops.cmake
#
# Fails where an inner loop of a matrix kernel keeps sums on the stack, and where a file has no such loop at all. Sanitizers keep
# everything there, so with them there is nothing to see.
if(NOT OBJECTS)
  message(STATUS "no kernels with instruction set flags on this processor")
  return()
endif()
foreach(object IN LISTS OBJECTS)
  execute_process(COMMAND ${OBJDUMP} -d --no-show-raw-insn ${object} COMMAND awk -f ${SCRIPT} OUTPUT_VARIABLE listing
                  RESULTS_VARIABLE statuses)
  list(GET statuses 1 status)
  message(STATUS "${object}: ${listing}")
  if(NOT status EQUAL 0)
    list(APPEND offending ${object})
  endif()
endforeach()
if(offending)
  message(FATAL_ERROR "inner loops that keep sums on the stack, or none found, in: ${offending}")
endif()
