"""Test aid: LocalStack ignores the address in GATEWAY_LISTEN for IPv4 and listens on all interfaces; this confines it."""

import functools

from twisted.internet import endpoints


def confine():
    """Makes every IPv4 server endpoint of this process listen on loopback. Call before LocalStack is imported."""
    endpoints.TCP4ServerEndpoint = functools.partial(endpoints.TCP4ServerEndpoint, interface="127.0.0.1")
