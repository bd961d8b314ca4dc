"""The whole year of a busy workspace: 300 partners, 40 people (`make year`); some minutes."""

import asyncio
import sys
import tempfile
import time

from storage.engine import open_engine
from storage.schema import migrate
from tests.year.reckoning import Reckoning
from tests.year.world import World, simulated

PARTNERS, MEMBERS = 300, 40


async def main(partners: int, members: int) -> int:
    """How many faults there were."""
    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:///{folder}/year.db"
        engine = open_engine(address)
        await migrate(engine)
        await engine.dispose()
        began, cpu = time.perf_counter(), time.process_time()
        world = await simulated(address, World(partners, members))
        print(f"{time.perf_counter() - began:.0f} s, {time.process_time() - cpu:.0f} s of CPU")  # noqa: T201
        async with world.living(address):
            reckoning = Reckoning(world)
            await reckoning.read()
            faults = reckoning.faults()
    for line in [
        f"{partners} partners, {members} people, {len(world.promised)} promises, {len(world.slack.posts)} messages",
        *(f"  {number:6} {kind}" for kind, number in reckoning.kinds.most_common()),
        *faults[:40],
        f"{len(faults)} faults",
    ]:
        print(line)  # noqa: T201
    return len(faults)


given = [int(argument) for argument in sys.argv[1:]]
sys.exit(asyncio.run(main(*(given or (PARTNERS, MEMBERS)))) > 0)
