"""Serves moto, an emulation of AWS in memory, on a free port of this machine, with the gaps in `shim.py` filled.

Prints one JSON line with its address when it listens, and ends when its standard input closes: whoever started it is
gone then, however it died.
"""

import json
import logging
import os
import sys
import threading

# Read by moto when it is imported: the policies that AWS keeps, such as the one of EMR's service role.
os.environ.setdefault("MOTO_IAM_LOAD_MANAGED_POLICIES", "true")

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from shim import fill_gaps
from werkzeug.serving import make_server

HOST = "127.0.0.1"


def main() -> None:
    """Serves until standard input closes."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    fill_gaps()
    server = make_server(
        HOST, 0, DomainDispatcherApplication(create_backend_app), threaded=True, request_handler=MotoRequestHandler
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdout.write(json.dumps({"endpoint": f"http://{HOST}:{server.server_port}"}) + "\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main()
