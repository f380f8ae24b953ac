"""Kubernetes' own programs, built once from the Go module proxy and kept in a cache.

Neither root nor a checkout of Kubernetes is needed: Go and the network of the Go module proxy are. The cache's folder is
named after what was built, so that a change of tools/ builds anew and any other change does not. Each program appears in
it when it is whole; a build that was interrupted goes on where it was.
"""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import time

from .base import CACHE, HERE, PAUSE_IMAGE, die, say
from .images import write_image

TOOLS = HERE / "tools"
KUBERNETES = "k8s.io/kubernetes"
API = {  # what tests of objects need
    "etcd": "go.etcd.io/etcd/server/v3",
    "kube-apiserver": f"{KUBERNETES}/cmd/kube-apiserver",
    "kube-controller-manager": f"{KUBERNETES}/cmd/kube-controller-manager",
    "kubectl": f"{KUBERNETES}/cmd/kubectl",
}
NODE = {  # what a node with pods needs besides
    "kube-scheduler": f"{KUBERNETES}/cmd/kube-scheduler",
    "kubelet": f"{KUBERNETES}/cmd/kubelet",
    "kube-proxy": f"{KUBERNETES}/cmd/kube-proxy",
    "coredns": "./coredns",
    "forward": "./forward",
    "pause": "./pause",
}
PAUSE_TAR = "pause.tar"


def version():
    """Kubernetes' version, as pinned in go.mod."""
    return re.search(rf"^\t{KUBERNETES} (v\S+)", (TOOLS / "go.mod").read_text(), re.M)[1]


def folder():
    """Where the programs are, or will be."""
    h = hashlib.sha256(os.uname().machine.encode())
    for f in sorted(TOOLS.rglob("*")):
        if f.is_file():
            h.update(f.relative_to(TOOLS).as_posix().encode() + b"\0" + f.read_bytes())
    return CACHE / f"kubernetes-{version()}-{h.hexdigest()[:12]}"


def build(programs):
    """Builds those of the programs that the cache lacks, and gives their folder."""
    out = folder()
    if missing(out, programs):
        out.mkdir(parents=True, exist_ok=True)
        lock = os.open(out, os.O_RDONLY)
        fcntl.flock(lock, fcntl.LOCK_EX)  # another build of them may be under way
        try:
            build_missing(out, programs)
        finally:
            os.close(lock)
    return out


def missing(out, programs):
    return [name for name in programs if not (out / name).exists()]


def build_missing(out, programs):
    todo = missing(out, programs)
    if todo and not shutil.which("go"):
        die(
            "Go is not installed. A real API server is built from source, once: install Go 1.24 or newer"
            " (https://go.dev/dl, or a package of your system), which fetches the version that it needs by itself."
        )
    if todo:
        say(f"building {', '.join(todo)} of Kubernetes {version()} in {out} (once; minutes)")
    for name in todo:
        go_build(out, name, programs[name])
    if "pause" in programs and not (out / PAUSE_TAR).exists():
        whole = out / f".{PAUSE_TAR}"
        write_image(whole, PAUSE_IMAGE, {"/pause": out / "pause"}, entrypoint=["/pause"])
        whole.rename(out / PAUSE_TAR)


def go_build(out, name, package):
    major, minor = version().lstrip("v").split(".")[:2]
    stamp = "k8s.io/component-base/version."
    ldflags = f"-s -w -X {stamp}gitVersion={version()} -X {stamp}gitMajor={major} -X {stamp}gitMinor={minor}"
    part = out / f".{name}"
    p = subprocess.Popen(
        ["go", "build", "-v", "-p", "2", "-trimpath", "-ldflags", ldflags, "-o", str(part), package],
        cwd=TOOLS,
        env=os.environ | {"CGO_ENABLED": "0", "GOFLAGS": "", "GOWORK": "off"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    compiled, last, said = 0, [], time.monotonic()
    for line in p.stderr:  # the name of each package when its turn comes, or what is wrong
        compiled, last = compiled + 1, [*last[-30:], line]
        if time.monotonic() > said + 10:
            said = time.monotonic()
            say(f"{name}: {compiled} packages compiled")
    if p.wait():
        part.unlink(missing_ok=True)
        die(f"go build {package}: exit status {p.returncode}\n{''.join(last)}")
    part.rename(out / name)
    say(f"{name}: built")
