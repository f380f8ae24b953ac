"""A node seen from the host: start it, look into it, end it."""

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from . import control_plane, programs
from .base import HERE, KUBECONFIG, NODE, STATE, die, run, say
from .settings import API, CGROUP, CONTROL, DNS, RESTART, RUNTIME, WORKERS, configure

NEEDS = {  # program: the Debian package that has it
    "containerd": "containerd",
    "ctr": "containerd",
    "runc": "runc",
    "/usr/lib/cni/ptp": "containernetworking-plugins",
    "nft": "nftables",
    "ip": "iproute2",
    "nsenter": "util-linux",
    "openssl": "openssl",
}




def node_pid():
    """The host's process id of the node's process 1, or None. A process counts only
    if it also has the recorded start time, so a reused id is never taken for it."""
    try:
        pid, started = (STATE / "pid").read_text().split()
        return int(pid) if started == start_time(int(pid)) else None
    except (OSError, ValueError):
        return None


def start_time(pid):
    """When a process started, in the kernel's count; None if it does not run."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else fields[19]


def parent(pid):
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def children(pid):
    kids = []
    for kid in (int(d) for d in os.listdir("/proc") if d.isdigit()):
        with contextlib.suppress(OSError, IndexError):
            if parent(kid) == pid:
                kids.append(kid)
    return kids


def components():
    """The node's running components: name -> the host's process id."""
    pid, found = node_pid(), {}
    for kid in children(pid) if pid else []:
        with contextlib.suppress(OSError):
            exe = Path(Path(f"/proc/{kid}/cmdline").read_text().split("\0")[0]).name
            if exe in (*API, *CONTROL, *RUNTIME, *WORKERS, *DNS):
                found[exe] = kid
    return found


def enter(pid, *what):
    """The start of a command line that runs inside the node's namespaces."""
    return ["nsenter", "-t", str(pid), *(f"--{w}" for w in what), "--"]


def get(path):
    """What the API server answers for this path; None if not with 200."""
    return control_plane.get(STATE, KUBECONFIG, path)


def wait(what, seconds, condition):
    """Polls until condition() is true; ends the script with the logs if it is not."""
    end = time.monotonic() + seconds
    while not condition():
        crashes = (STATE / "log/node.log").read_text().count(RESTART)
        if not node_pid() or crashes > 5 or time.monotonic() > end:
            for log in sorted((STATE / "log").glob("*.log")):
                tail = log.read_text(errors="replace").splitlines()[-15:]
                print(f"==> {log}", *tail, sep="\n", file=sys.stderr)
            why = "the node died" if not node_pid() else f"{crashes} crashes" if crashes > 5 else f"not within {seconds} s"
            die(f"waiting for '{what}': {why}; the ends of the logs are above, `cluster down` cleans up")
        time.sleep(0.05)
    say(what)


def up(args):
    if os.geteuid():
        die("needs root: it makes namespaces, control groups and mounts")
    missing = {pkg for prog, pkg in NEEDS.items() if not shutil.which(prog)}
    if missing:
        die("install these Debian packages first: " + " ".join(sorted(missing)))
    if node_pid() and (STATE / "up").exists():
        wait("already up", 60, lambda: get("/readyz"))
        return print(f"KUBECONFIG={KUBECONFIG}")
    bins = programs.build(programs.API | programs.NODE)
    stop()  # one that did not get up
    clean()
    if len(f"{STATE}/run/containerd/containerd.sock.ttrpc") > 107:
        die(f"the path {STATE} is too long for sockets below it; set WSGATEWAY_CACHE to a shorter one")

    api = listen(args.port)
    publish = [(listen(int(host)), int(port)) for host, _, port in (p.partition(":") for p in args.publish)]
    port = api.getsockname()[1]
    configure(port)
    (STATE / "bin").symlink_to(bins)
    make_cgroups()
    say("configuration written")

    reader, writer = os.pipe()
    fds = [reader, api.fileno(), *(s.fileno() for s, _ in publish)]
    cfg = {"bins": str(bins), "pipe": reader, "fd": api.fileno(), "port": port}
    cfg["publish"] = [(s.fileno(), p) for s, p in publish]
    with open(STATE / "log" / "node.log", "ab") as log:
        # unshare stays as the parent of process 1 and takes it along when it ends.
        outer = subprocess.Popen(
            [
                *("unshare", "--net", "--mount", "--uts", "--pid", "--fork", "--kill-child", "--mount-proc"),
                *(sys.executable, HERE / "cluster", "_node", json.dumps(cfg)),
            ],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=fds,
            start_new_session=True,
            cwd="/",
        )
    while not (kids := children(outer.pid)):
        if outer.poll() is not None:
            die("unshare failed: " + (STATE / "log" / "node.log").read_text())
        time.sleep(0.01)
    (STATE / "pid").write_text(f"{kids[0]} {start_time(kids[0])}")

    def start(*names):
        os.write(writer, "".join(f"{n}\n" for n in names).encode())

    start(*API, *RUNTIME)
    wait("API server ready", 120, lambda: get("/readyz"))
    start(*CONTROL, *WORKERS)
    wait("service accounts there", 60, lambda: get("/api/v1/namespaces/default/serviceaccounts/default"))
    run(bins / "kubectl", f"--kubeconfig={KUBECONFIG}", "create", "-f", STATE / "etc/objects.json")
    start(*DNS)  # not before it may read services, else it backs off for seconds
    load_files([bins / programs.PAUSE_TAR])

    def ready():
        n = json.loads(get(f"/api/v1/nodes/{NODE}") or "{}")
        return any(c["type"] == "Ready" and c["status"] == "True" for c in n.get("status", {}).get("conditions", []))

    wait("node ready", 120, ready)
    dns = [*enter(node_pid(), "net"), sys.executable, "-c"]
    dns.append("import urllib.request as u; u.urlopen('http://127.0.0.1:8181/ready', timeout=2)")
    wait("DNS ready", 60, lambda: not subprocess.run(dns, stderr=subprocess.DEVNULL).returncode)
    (STATE / "up").touch()
    print(f"KUBECONFIG={KUBECONFIG}")


def listen(port):
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        s.bind(("127.0.0.1", port))
    except OSError as e:
        die(f"port {port} on the loopback: {e.strerror}")
    s.listen(128)
    return s


def cgroup_mounts():
    lines = [line.split() for line in Path("/proc/self/mounts").read_text().splitlines()]
    return [Path(f[1]) for f in lines if f[2] in ("cgroup", "cgroup2")]


def make_cgroups():
    """The group that holds all pods, in each hierarchy, for the kubelet asks that
    it is there. A new cpuset of version 1 has no processors until it is told."""
    for mount in cgroup_mounts():
        group = mount / CGROUP.strip("/")
        group.mkdir(exist_ok=True)
        for f in ("cpuset.cpus", "cpuset.mems"):
            if (mount / f).exists() and (group / f).exists():
                (group / f).write_text((mount / f).read_text())


def clean():
    """Removes all that a cluster that no longer runs has left."""
    for mount in cgroup_mounts():
        group = mount / CGROUP.strip("/")
        for d, _, _ in os.walk(group, topdown=False):
            for _ in range(100):
                try:
                    os.rmdir(d)
                    break
                except FileNotFoundError:
                    break
                except OSError:  # busy: the last of its processes is still being ended
                    time.sleep(0.05)
            else:
                die(f"cannot remove the control group {d}")
    shutil.rmtree(STATE, ignore_errors=True)
    if STATE.exists():
        run("rm", "-rf", STATE)
    with contextlib.suppress(OSError):
        STATE.parent.rmdir()  # unless another cluster runs


def stop():
    pid = node_pid()
    if pid:
        both = (pid, parent(pid))
        os.kill(pid, signal.SIGKILL)  # the kernel ends all else in its namespaces
        end = time.monotonic() + 30
        while any(start_time(p) for p in both) and time.monotonic() < end:
            time.sleep(0.02)


def down(_):
    was = STATE.exists()
    stop()
    clean()
    say("down, nothing left" if was else "was not up")


def memory(pid):
    """Resident and proportional memory of a process, in MiB."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return [int(re.search(rf"^{k}: +(\d+)", rollup, re.M)[1]) / 1024 for k in ("Rss", "Pss")]


def status(_):
    pid = node_pid()
    if not pid:
        print("down")
        sys.exit(1)
    found, total = components(), 0
    print(f"{'COMPONENT':26}{'PID':>8}{'RSS MiB':>10}{'PSS MiB':>10}")
    for name, kid in {"process 1": pid, **found}.items():
        rss, pss = memory(kid)
        total += pss
        print(f"{name:26}{kid:8}{rss:10.1f}{pss:10.1f}")
    print(f"{'all of them':26}{'':8}{'':10}{total:10.1f}")
    for f in ("memory.usage_in_bytes", "memory.current"):
        for mount in cgroup_mounts():
            used = mount / CGROUP.strip("/") / f
            if used.exists():
                print(f"{'pods (control group)':26}{'':8}{'':10}{int(used.read_text()) / 2**20:10.1f}")
    ok = get("/readyz")
    print(f"API server: {'ready' if ok else 'not ready'}\nKUBECONFIG={KUBECONFIG}")
    sys.exit(0 if ok else 1)


def load_files(files):
    """Imports image archives, of the OCI or the Docker kind, into containerd."""
    pid = node_pid() or die("it is not up")
    for f in files:
        with open(f, "rb") as tar:
            ctr = [*enter(pid, "mount"), "ctr", "-n", "k8s.io", "images", "import", "-"]
            for attempt in range(100):  # containerd may have only just been started
                tar.seek(0)
                p = subprocess.run(ctr, stdin=tar, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
                if not p.returncode or "connection error" not in p.stdout and "no such file" not in p.stdout:
                    break
                time.sleep(0.1)
        if p.returncode:
            die(f"{f}: {p.stdout}")
        for name in re.findall(r"unpacking (\S+)", p.stdout):
            say(f"loaded {name}")


def load(args):
    load_files(args.files)


def exec_(args):
    """Runs a command in the cluster's network, with the host's files but the
    cluster's resolver, so names of services work too."""
    pid = node_pid() or die("it is not up")
    env = os.environ | {"KUBECONFIG": str(KUBECONFIG), "PATH": f"{STATE}/bin:{os.environ['PATH']}"}
    cmd = args.command[1:] if args.command[:1] == ["--"] else args.command
    script = f'mount --no-mtab --bind {STATE}/etc/resolv.conf /etc/resolv.conf && exec "$@"'
    os.execvpe("nsenter", [*enter(pid, "net"), "unshare", "--mount", "sh", "-c", script, "sh", *cmd], env)


def env(_):
    print(f"export KUBECONFIG={KUBECONFIG} PATH={STATE}/bin:$PATH")


def kill(args):
    """Ends a component, or the containers of a pod, as a crash does; it is started again."""
    if "/" in args.what:
        for pid in container_pids(*args.what.split("/", 1)):
            os.kill(pid, signal.SIGKILL)
    else:
        os.kill(components().get(args.what) or die(f"no {args.what} runs"), signal.SIGKILL)


def container_pids(namespace, pod):
    """The host's ids of all processes of a pod but of its pause container."""
    status = json.loads(get(f"/api/v1/namespaces/{namespace}/pods/{pod}") or "{}").get("status", {})
    ids = [c.get("containerID", "").rpartition("/")[2] for c in status.get("containerStatuses", [])]
    pids = set()
    for mount in cgroup_mounts():
        for d, _, files in os.walk(mount / CGROUP.strip("/")):
            if Path(d).name in ids and "cgroup.procs" in files:
                pids |= {int(pid) for pid in (Path(d) / "cgroup.procs").read_text().split()}
    return pids or die(f"no container of {namespace}/{pod} runs")


def tag(args):
    """Gives an image that is loaded another name."""
    run(*enter(node_pid() or die("it is not up"), "mount"), "ctr", "-n", "k8s.io", "images", "tag", "--force", args.old, args.new)
