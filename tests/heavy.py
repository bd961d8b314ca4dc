"""Work that no limit lets come to its end, for `handlers.bounded`; and such as tells how it fared."""

import os
import socket
from collections.abc import Iterator

from storage.errors import NotReadable


def takes_all_memory() -> int:
    return len([bytes(1 << 20) for _ in range(1 << 20)])


def never_ends() -> None:
    while True:
        pass


def ends_the_process() -> None:
    os._exit(9)


def writes_for_ever() -> Iterator[bytes]:
    while True:
        yield bytes(1 << 20)


def refuses(name: str) -> None:
    raise NotReadable(field="file", name=name)


def breaks(typed: str) -> None:
    raise ValueError(typed)


def waits(port: int) -> bytes:
    """Says on that port of this machine which process it is, and gives what it is answered."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(f"{os.getpid()}\n".encode())
        return connection.recv(100)


def waits_and_goes_on(port: int) -> Iterator[bytes]:
    yield waits(port)
