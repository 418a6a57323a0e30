"""What PyInstaller takes along for this program; see the package that this file is in."""

from PyInstaller.utils.hooks import copy_metadata

from visualizer.__pyinstaller import DISTRIBUTION, data, modules

hiddenimports = modules()
# The versions that Help > About shows are read from the metadata.
datas = data() + copy_metadata(DISTRIBUTION, recursive=True)
