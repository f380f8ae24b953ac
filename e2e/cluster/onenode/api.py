"""The API alone: etcd, the API server and the controller manager as an ordinary user's processes, for tests of objects.

They live as long as the command that started them and as its standard input is open, so a test that dies leaves nothing.
Deployments get their ReplicaSets and Pods, and owners' dependents are collected; no Pod ever runs, for there is no node.
"""

import ctypes
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from . import control_plane, programs
from .base import die, say
from .control_plane import CONTROLLER_MANAGER

AUDIT_POLICY = {  # what others than the cluster itself and its administrator ask; of writes also what is sent
    "apiVersion": "audit.k8s.io/v1",
    "kind": "Policy",
    "omitStages": ["RequestReceived"],
    "rules": [
        {"level": "None", "userGroups": ["system:masters", "system:serviceaccounts:kube-system"]},
        {"level": "None", "users": ["system:apiserver", CONTROLLER_MANAGER]},
        {"level": "Metadata", "verbs": ["get", "list", "watch"]},
        {"level": "Request"},
    ],
}


def serve(_):
    """Prints KEY=VALUE lines once all is ready: KUBECONFIG, PROGRAMS (folder), AUDIT_LOG, LOGS (folder)."""
    if not shutil.which("openssl"):
        die("openssl is not installed: it makes the API server's keys")
    bins = programs.build(programs.API)
    for s in (signal.SIGINT, signal.SIGTERM):
        signal.signal(s, lambda *_: sys.exit(0))
    d = Path(tempfile.mkdtemp(prefix="wsgateway-api-"))
    # Bound here until the end, so that nobody else is given the ports; the programs share them.
    held = reserve(), reserve()
    running = {}
    try:
        start(bins, d, *(s.getsockname()[1] for s in held), running)
        print(f"KUBECONFIG={d}/kubeconfig\nPROGRAMS={bins}\nAUDIT_LOG={d}/log/audit.log\nLOGS={d}/log", flush=True)
        while not (select.select([sys.stdin], [], [], 0.5)[0] and not os.read(sys.stdin.fileno(), 4096)):
            check(d, running)
    finally:
        for p in running.values():
            p.kill()
        for p in running.values():
            p.wait()
        shutil.rmtree(d)


def start(bins, d, etcd_port, port, running):
    (d / "etc").mkdir()
    (d / "log").mkdir()
    control_plane.pki(d / "pki")
    (d / "etc/audit.json").write_text(json.dumps(AUDIT_POLICY))
    control_plane.users(d, port, d / "kubeconfig", {CONTROLLER_MANAGER: ""})
    etcd_url = f"http://127.0.0.1:{etcd_port}"

    def run(name, flags):
        with open(d / "log" / f"{name}.log", "ab") as log:
            running[name] = subprocess.Popen(
                [bins / name, *flags], stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=die_with_parent
            )

    def wait(what, path):
        end = time.monotonic() + 120
        while not control_plane.get(d, d / "kubeconfig", path):
            check(d, running)
            if time.monotonic() > end:
                fail(d, f"waiting for '{what}': not within 120 s")
            time.sleep(0.05)

    peers = "--listen-peer-urls=http://127.0.0.1:0"
    run("etcd", control_plane.etcd(d / "etcd", etcd_url, peers, "--socket-reuse-port"))
    run(
        "kube-apiserver",
        control_plane.api_server(
            d,
            etcd_url,
            port,
            *("--bind-address=127.0.0.1", "--permit-port-sharing", "--endpoint-reconciler-type=none"),
            *(f"--audit-policy-file={d}/etc/audit.json", f"--audit-log-path={d}/log/audit.log"),
        ),
    )
    wait("API server ready", "/readyz")
    run("kube-controller-manager", control_plane.controller_manager(d))
    wait("service accounts there", "/api/v1/namespaces/default/serviceaccounts/default")
    say(f"API server ready on 127.0.0.1:{port}")


def reserve():
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    s.bind(("127.0.0.1", 0))
    return s


def die_with_parent():
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def check(d, running):
    for name, p in running.items():
        if p.poll() is not None:
            fail(d, f"{name} ended with exit status {p.returncode}")


def fail(d, why):
    for log in sorted((d / "log").glob("*.log")):
        if log.name != "audit.log":
            print(f"==> {log.name}", *log.read_text(errors="replace").splitlines()[-15:], sep="\n", file=sys.stderr)
    die(why)
