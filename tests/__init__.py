"""The suite. It begins about forty processes: what one of them has compiled, the others need not compile again."""

import gc
import os
import sys

sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
gc.set_threshold(100_000, 50, 100)  # the usual 700 has a tenth of the processor look for cycles
