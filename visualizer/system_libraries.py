"""Which system libraries does Qt miss on this Linux machine, and which packages bring them?

Without libEGL the import of Qt fails; without the libraries of the xcb platform Qt ends the
process. So this is asked before Qt is imported, with the standard library only. As a program,
`python -m visualizer.system_libraries offscreen|xcb|wayland` prints the Debian packages to
install, one on each line.
"""

import importlib.util
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

# From the name of a shared library to the Debian package that holds it.
PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libzstd.so.1": "libzstd1",
}

PLATFORMS = ("offscreen", "xcb", "wayland")


def window_platform() -> str:
    """Return the Qt platform that would show a window now: "xcb", "wayland" or "offscreen"."""
    if os.environ.get("DISPLAY"):
        return "xcb"
    return "wayland" if os.environ.get("WAYLAND_DISPLAY") else "offscreen"


def missing_libraries(platform: str) -> tuple[str, ...]:
    """Return the names of the shared libraries that Qt's `platform` needs and that are missing.

    Empty where the question makes no sense: no Linux, no `ldd`, no Qt installed.
    """
    if sys.platform != "linux":
        return ()
    files = [file for file in platform_files(platform) if file.exists()]
    if not files:
        return ()
    try:
        report = subprocess.run(["ldd", *files], capture_output=True, text=True, check=False)
    except OSError:
        return ()
    return _not_found(report.stdout)


def packages_for(libraries: Iterable[str]) -> tuple[str, ...]:
    """Return the Debian packages that hold `libraries`, sorted; unknown ones are left out."""
    return tuple(sorted({PACKAGES[name] for name in libraries if name in PACKAGES}))


def explanation(platform: str) -> str:
    """Return one sentence about what is missing and how to get it, or "" when all is there."""
    libraries = missing_libraries(platform)
    if not libraries:
        return ""
    sentence = f"Qt needs system libraries that are missing here: {', '.join(libraries)}"
    packages = packages_for(libraries)
    if packages:
        sentence += f" (on Debian or Ubuntu: sudo apt-get install {' '.join(packages)})"
    return sentence


def platform_files(platform: str) -> tuple[Path, ...]:
    """Return the binaries whose dependencies, together, are all that `platform` loads."""
    # find_spec does not import the package, so it cannot fail on a missing library.
    package = importlib.util.find_spec("PySide6")
    if package is None or package.origin is None:
        return ()
    folder = Path(package.origin).parent
    modules = (folder / f"{name}.abi3.so" for name in ("QtGui", "QtWidgets"))
    return (*modules, folder / "Qt" / "plugins" / "platforms" / f"libq{platform}.so")


def _not_found(report: str) -> tuple[str, ...]:
    """Return the libraries that a report of `ldd` calls "not found", sorted, each once."""
    lines = (line.split() for line in report.splitlines())
    return tuple(sorted({words[0] for words in lines if words[1:] == ["=>", "not", "found"]}))


def main(arguments: list[str]) -> int:
    """Print the packages that the platforms named in `arguments` miss; 1 if a name is unknown."""
    unknown = [name for name in arguments if name not in PLATFORMS]
    if unknown:
        print(f"{unknown[0]!r} is no platform: {', '.join(PLATFORMS)}", file=sys.stderr)
        return 1
    libraries = [name for platform in arguments for name in missing_libraries(platform)]
    for name in sorted(set(libraries) - set(PACKAGES)):
        print(f"No package is known for {name}, which Qt needs.", file=sys.stderr)
    for package in packages_for(libraries):
        print(package)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
