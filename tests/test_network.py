import asyncio
import socket
import subprocess
import sys

import pytest
from no_network.network_guard import NetworkBlockedError

# An address that is set aside for documentation: nothing answers there.
OUTSIDE = ("192.0.2.1", 9)
TCP = (socket.AF_INET, socket.SOCK_STREAM)
UDP = (socket.AF_INET, socket.SOCK_DGRAM)


def test_connecting_outside_is_refused():
    with socket.socket(*TCP) as sock, pytest.raises(NetworkBlockedError, match=r"192\.0\.2\.1"):
        sock.connect(OUTSIDE)
    with socket.socket(*TCP) as sock, pytest.raises(NetworkBlockedError):
        sock.connect_ex(OUTSIDE)


def test_connecting_outside_over_ipv6_is_refused():
    with socket.socket(socket.AF_INET6) as sock, pytest.raises(NetworkBlockedError):
        sock.connect(("2001:db8::1", 9))


def test_sending_a_datagram_outside_is_refused():
    with socket.socket(*UDP) as sock, pytest.raises(NetworkBlockedError):
        sock.sendto(b"hello", OUTSIDE)


@pytest.mark.parametrize("host", ["example.org", b"example.org", "192.0.2.1"])
def test_looking_up_a_name_is_refused(host):
    with pytest.raises(NetworkBlockedError, match="only loopback"):
        socket.getaddrinfo(host, 80)


def test_opening_a_stream_outside_is_refused():
    with pytest.raises(NetworkBlockedError):
        asyncio.run(asyncio.open_connection(*OUTSIDE))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_loopback_is_open(host):
    with socket.create_server(("127.0.0.1", 0)) as server:
        with socket.create_connection((host, server.getsockname()[1])) as client:
            client.sendall(b"hello")
        connection, _ = server.accept()
        with connection:
            assert connection.recv(5) == b"hello"


def test_unix_sockets_are_open(tmp_path):
    path = str(tmp_path / "socket")
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind(path)
        server.listen()
        client.connect(path)


@pytest.mark.parametrize("call", ["create_connection(('192.0.2.1', 9))", "gethostbyname('a.test')"])
def test_a_child_process_cannot_reach_outside_either(child_environment, call):
    child = run(f"import socket; socket.{call}", child_environment)
    assert child.returncode == 1
    assert "NetworkBlockedError" in child.stderr


def test_a_child_process_lives_in_the_surroundings_of_its_test(child_environment, tmp_path_factory):
    code = "from pathlib import Path; from qa_bot.settings import load_settings;"
    child = run(code + "print(Path.home(), load_settings().index_dir)", child_environment)
    home, index_dir = child.stdout.split()
    assert home.startswith(str(tmp_path_factory.getbasetemp()))
    assert index_dir.startswith(home)


def run(code, environment):
    command = [sys.executable, "-c", code]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
