# Fails when an object of the kernels holds a symbol that the linker may merge with one of another level: the
# baseline would then run instructions that the machine may not have. NM: the tool; OBJECTS: a comma-separated list.
string(REPLACE "," ";" OBJECTS "${OBJECTS}")
foreach(object IN LISTS OBJECTS)
  execute_process(COMMAND ${NM} ${object} OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCHALL "[^\n]* [WVu] [^\n]*" shared "${symbols}")
  if(shared)
    message(FATAL_ERROR "${object}: put these into an anonymous namespace, levels must not share them:\n${shared}")
  endif()
endforeach()
