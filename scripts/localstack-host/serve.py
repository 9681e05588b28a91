"""Runs LocalStack 4.14.0 without Docker, in this process: serve.py PORT DATA_DIR.

A test aid, started by scripts/localstack. It listens on loopback only, sends no usage events, downloads no
certificate, keeps every file under DATA_DIR, and stops on SIGTERM. What needs Docker is replaced by the rig beside it.
"""

import os
import sys

RIG = os.path.join(os.path.dirname(os.path.abspath(__file__)), "rig")


def settings(port, data_dir, search_url):
    """The environment that LocalStack reads when it is imported."""
    return {
        "GATEWAY_LISTEN": f"127.0.0.1:{port}",
        "LOCALSTACK_HOST": f"localhost:{os.environ.get('LOCALSTACK_ADVERTISED_PORT') or port}",
        "LOCALSTACK_VOLUME_DIR": data_dir,
        "FILESYSTEM_ROOT": data_dir,
        "DNS_ADDRESS": "0",
        "DISABLE_EVENTS": "1",
        "SKIP_SSL_CERT_DOWNLOAD": "1",
        "LAMBDA_RUNTIME_EXECUTOR": "noop",
        "PROVIDER_OVERRIDE_DYNAMODB": "moto",
        "PROVIDER_OVERRIDE_DYNAMODBSTREAMS": "moto",
        "OPENSEARCH_ENDPOINT_STRATEGY": "path",
        "OPENSEARCH_CUSTOM_BACKEND": search_url,
    }


def main():
    port, data_dir = int(sys.argv[1]), os.path.abspath(sys.argv[2])
    if hasattr(os, "setsid"):
        try:
            os.setsid()  # a terminal that closes, or Ctrl-C in it, does not end the emulator
        except PermissionError:
            pass  # already the leader of a session
    os.makedirs(data_dir, exist_ok=True)
    sys.path.insert(0, RIG)
    os.environ["PYTHONPATH"] = RIG  # plugin discovery also runs in child processes
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]  # whoever starts it may have real credentials or an endpoint in the environment

    from iac_localstack_rig import loopback, search

    loopback.confine()
    os.environ.update(settings(port, data_dir, search.start()))
    sys.argv = ["localstack"]
    from localstack.runtime import main as runtime

    runtime.main()


if __name__ == "__main__":
    main()
