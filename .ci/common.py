"""What the scripts share: where things lie, the binary, the documents."""

import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve()
BINARY = Path(os.environ.get("SPECWRIGHT", TARGET / "release" / "specwright")).resolve()


def build():
    """Makes the binary, unless one is given."""
    if "SPECWRIGHT" not in os.environ:
        print("building the release binary, unless it is up to date", file=sys.stderr)
        subprocess.run(["cargo", "build", "--release", "--quiet", "-p", "specwright"], cwd=ROOT, check=True)
    if not BINARY.exists():
        sys.exit(f"there is no {BINARY}")


def folder_of_documents(place, work):
    """A folder as it is; what is in an archive, in a folder of its own below `work`."""
    place = Path(place).resolve()
    if not place.name.endswith(".tar.gz"):
        return place
    folder = work / "documents"
    shutil.rmtree(folder, ignore_errors=True)
    with tarfile.open(place) as archive:
        archive.extractall(folder, filter="data")
    return folder
