"""Process 1 of the node: lays out its file system and network, then keeps the components running until it is killed."""

import os
import select
import signal
import socket
import subprocess
import time
from pathlib import Path

from .base import NODE, NODE_IP, SERVICE_CIDR, STATE, run
from .settings import RESTART, commands


def node(cfg):
    """Never returns while the node lives. cfg: what `up` handed over, see there."""
    socket.sethostname(NODE)
    private_files()
    network()
    bins = Path(cfg["bins"])
    cmds = commands(bins, cfg)
    fds = [cfg["fd"], *(fd for fd, _ in cfg["publish"])]
    running = {}

    def start(name):
        log = open(STATE / "log" / f"{name}.log", "ab")
        p = subprocess.Popen(
            cmds[name],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=fds if name == "forward" else (),
            env={"PATH": f"{bins}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root"},
        )
        log.close()
        running[p.pid] = (name, time.monotonic())

    # `up` asks for the components over a pipe, a name on each line, once what they
    # need is there; before that they would wait longer than it takes, or die.
    asked, again = [cfg["pipe"]], {}  # again: name -> when to start it anew
    woken, wake = socket.socketpair()
    for s in (woken, wake):
        s.setblocking(False)
    signal.set_wakeup_fd(wake.fileno())
    signal.signal(signal.SIGCHLD, lambda *_: None)
    while True:
        pause = max(0, min(again.values()) - time.monotonic()) if again else None
        readable = select.select([*asked, woken], [], [], pause)[0]
        if woken in readable:
            woken.recv(4096)
        if cfg["pipe"] in readable:
            names = os.read(cfg["pipe"], 4096).decode().split()
            for name in names:
                start(name)
            if not names:  # `up` has ended; if it never got to the first, nobody knows of this node
                if not running:
                    return
                asked = []
        while True:  # also reaps what the node's processes leave orphaned
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                break
            if not pid:
                break
            if pid in running:
                name, since = running.pop(pid)
                again[name] = max(time.monotonic(), since + 1)  # at most one start a second
                print(f"{name}: {os.waitstatus_to_exitcode(status)}; {RESTART}", flush=True)
        for name in [n for n, at in again.items() if at <= time.monotonic()]:
            del again[name]
            start(name)


def private_files():
    """Gives the node its own /run, /var/log and /var/lib. Mounts are shared from
    here on with the pods, never with the host."""
    mount = ("mount", "--no-mtab")
    run(*mount, "--make-rshared", "/")
    # The kubelet sets these for the whole machine, restarting it on a kernel fault
    # among them. It leaves a value alone that reads as it wants, so it reads files.
    values = {"vm/overcommit_memory": 1, "vm/panic_on_oom": 0, "kernel/panic": 10, "kernel/panic_on_oops": 1}
    values |= {"kernel/keys/root_maxkeys": 1000000, "kernel/keys/root_maxbytes": 25000000}
    for name, value in values.items():
        f = STATE / "sysctl" / name.replace("/", ".")
        f.write_text(f"{value}\n")
        run(*mount, "--bind", f, f"/proc/sys/{name}")
    for mine, place in (("run", "/run"), ("log", "/var/log"), ("lib", "/var/lib")):
        run(*mount, "--bind", STATE / mine, place)


def network():
    """A loopback, and one interface for the node's address. It leads nowhere; it
    is there because a service's address needs a route before it is translated."""
    run("ip", "link", "set", "lo", "up")
    run("ip", "link", "add", "node0", "type", "bridge")
    run("ip", "addr", "add", f"{NODE_IP}/32", "dev", "node0")
    run("ip", "link", "set", "node0", "up")
    run("ip", "route", "add", SERVICE_CIDR, "dev", "node0", "src", NODE_IP)
    Path("/proc/sys/net/ipv4/ip_forward").write_text("1")
