"""Closes the network, but for loopback, to the process that calls `block`."""

import ipaddress
import socket
import sys
from typing import Any

_TO_AN_ADDRESS = {"socket.connect", "socket.sendto", "socket.sendmsg"}
_LOOKS_UP_A_NAME = {"socket.getaddrinfo", "socket.gethostbyname"}
_INTERNET = {socket.AF_INET, socket.AF_INET6}


class NetworkBlockedError(RuntimeError):
    """A test tried to reach the network; no `OSError`, which a library might take in its stride."""


def block() -> None:
    """Refuse whatever Python's sockets would send further than loopback.

    An audit hook sees every call and cannot be taken off, as a patched method can.
    """
    sys.addaudithook(_refuse_the_network)


def _refuse_the_network(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _LOOKS_UP_A_NAME:
        _check(arguments[0])
    elif event in _TO_AN_ADDRESS:
        sock, address = arguments
        if sock.family in _INTERNET and address is not None:
            _check(address[0])


def _check(host: str | bytes | None) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if name and name != "localhost" and not _is_loopback(name):
        raise NetworkBlockedError(f"tests may not reach {name}: only loopback is open to them")


def _is_loopback(name: str) -> bool:
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
