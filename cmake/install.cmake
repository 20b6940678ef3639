# cmake --install: the programs, the samples, and what a desktop shows. BITLADDER_SHARE is the folder of the data as
# seen from the programs, so that an installed tree can be moved as a whole.
include(GNUInstallDirs)
set(bitladder_data ${CMAKE_INSTALL_DATADIR}/bitladder)
cmake_path(RELATIVE_PATH CMAKE_INSTALL_FULL_DATADIR BASE_DIRECTORY ${CMAKE_INSTALL_FULL_BINDIR} OUTPUT_VARIABLE share)
set(BITLADDER_SHARE ${share}/bitladder)

install(DIRECTORY samples DESTINATION ${bitladder_data} PATTERN __pycache__ EXCLUDE)
install(FILES README.md CHANGELOG.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
if(BITLADDER_GUI)
  install(FILES resources/bitladder.desktop DESTINATION ${CMAKE_INSTALL_DATADIR}/applications)
  install(FILES resources/icons/bitladder.svg DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps)
endif()
