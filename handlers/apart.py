"""What `handlers.bounded` runs as a program of its own: work on what somebody else has made, within limits.

It is told on the command line: seconds of the processor, megabytes of memory and of what it may write, the file to
write to, and where modules are. It reads a function, its arguments, and whether it yields many things or gives one,
and writes them; what it refuses, or that it broke, stands on its standard output.
"""

import os
import pickle
import resource
import sys
import traceback
from contextlib import suppress
from errno import EFBIG
from types import TracebackType

seconds, megabytes, to, *sys.path = sys.argv[1], sys.argv[2], sys.argv[3], *sys.argv[4:]
NICE = 10
for kind, most in (
    (resource.RLIMIT_CPU, int(seconds)),
    (resource.RLIMIT_AS, int(megabytes) << 20),
    (resource.RLIMIT_FSIZE, int(megabytes) << 20),
    (resource.RLIMIT_CORE, 0),
):
    with suppress(ValueError, OSError):  # macOS knows some of them by name only
        resource.setrlimit(kind, (most, most))
os.nice(NICE)  # people who wait for an answer come first
sys.modules["numpy"] = None  # type: ignore[assignment] # openpyxl would load it, for nothing


def told(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Tells what ended the work, but for a limit that was reached: a fault without its text, which may say what was
    read."""
    from storage.errors import Refused

    if isinstance(error, MemoryError) or getattr(error, "errno", None) == EFBIG:
        return
    places = [f"{os.path.basename(one.filename)}:{one.lineno}" for one in traceback.extract_tb(trace)]
    pickle.dump(error if isinstance(error, Refused) else f"{kind.__name__} at {' '.join(places)}", sys.stdout.buffer)


sys.excepthook = told
function, arguments, many = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by the process that began this one
with open(int(to), "wb") as file:
    for piece in function(*arguments) if many else (function(*arguments),):
        pickle.dump(piece, file, protocol=pickle.HIGHEST_PROTOCOL)
pickle.dump(None, sys.stdout.buffer)
