"""Places, and what every part of `cluster` uses to run commands and to speak."""

import os
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
NAME = os.environ.get("CLUSTER_NAME", "wsgateway")
CACHE = Path(
    os.environ.get("WSGATEWAY_CACHE")
    or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "wsgateway"
)
STATE = CACHE / "run" / NAME  # all that a running node writes
KUBECONFIG = STATE / "kubeconfig"

# Addresses inside the node's own network namespace; no other place has them.
NODE = "node1"
NODE_IP = "10.250.0.1"
POD_CIDR = "10.250.1.0/24"
SERVICE_CIDR = "10.250.2.0/24"
SERVICE_IP = "10.250.2.1"  # the API server's own Service
DNS_DOMAIN = "cluster.local"
PAUSE_IMAGE = "localhost/pause:1"

START = time.monotonic()


def say(text):
    """Progress. On standard error, for standard output is what a verb was asked for."""
    print(f"[{time.monotonic() - START:6.1f} s] {text}", file=sys.stderr, flush=True)


def die(text):
    sys.exit(f"cluster: {text}")


def run(*cmd, **kw):
    """Runs a command quietly and gives its output; a failure ends the script."""
    p = subprocess.run([str(c) for c in cmd], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **kw)
    if p.returncode:
        die(f"{' '.join(map(str, cmd))}: exit status {p.returncode}\n{p.stdout}")
    return p.stdout
