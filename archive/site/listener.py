"""The address that the site is served on, taken before anything slow is begun."""

from __future__ import annotations

import socket

from archive.collection import CollectionError


def listener_on(host: str, port: int) -> socket.socket:
    """A socket that listens on an address: who connects waits until it is served; `port` 0 takes a free one.

    Raises CollectionError where the address is not to be had.
    """
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()
    except OSError as error:
        listener.close()
        raise CollectionError(
            f"{host}:{port}: cannot listen ({error.strerror}): choose another --host or --port"
        ) from error
    return listener
