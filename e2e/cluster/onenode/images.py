"""Container images (OCI image layout in a tar file) written without a container engine."""

import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import tarfile
from pathlib import Path

from .base import die, run


def write_image(path, name, files, entrypoint, env=(), user=""):
    """Writes an OCI image of one layer. files: path in the image -> a file or
    folder here, or ("link", target), or bytes. The result depends on nothing but
    its content: no times, no owners."""
    layer = io.BytesIO()
    seen = set()
    with tarfile.open(fileobj=layer, mode="w", format=tarfile.PAX_FORMAT) as tar:

        def put(dst, src):
            dst = dst.strip("/")
            if dst in seen:
                return
            for parent in list(reversed(Path(dst).parents))[1:]:
                put_dir(parent.as_posix(), 0o755)
            if isinstance(src, Path) and src.is_dir():
                put_dir(dst, src.stat().st_mode & 0o7777)
                for child in sorted(src.iterdir()):
                    put(f"{dst}/{child.name}", ("link", os.readlink(child)) if child.is_symlink() else child)
                return
            seen.add(dst)
            info = tarfile.TarInfo(dst)
            if isinstance(src, tuple):
                info.type, info.linkname, info.mode = tarfile.SYMTYPE, src[1], 0o777
                return tar.addfile(info)
            data = src if isinstance(src, bytes) else src.read_bytes()
            info.size, info.mode = len(data), 0o644 if isinstance(src, bytes) else src.stat().st_mode & 0o7777
            tar.addfile(info, io.BytesIO(data))

        def put_dir(dst, mode):
            if dst not in seen:
                seen.add(dst)
                info = tarfile.TarInfo(dst)
                info.type, info.mode = tarfile.DIRTYPE, mode
                tar.addfile(info)

        put_dir("tmp", 0o1777)
        for dst, src in files.items():
            put(dst, src)

    blobs = {}

    def blob(data):
        if not isinstance(data, bytes):
            data = json.dumps(data, sort_keys=True).encode()
        digest = hashlib.sha256(data).hexdigest()
        blobs[digest] = data
        return {"digest": f"sha256:{digest}", "size": len(data)}

    oci = "application/vnd.oci.image."
    layer_d = blob(layer.getvalue()) | {"mediaType": f"{oci}layer.v1.tar"}
    config = {
        "architecture": {"x86_64": "amd64", "aarch64": "arm64"}.get(os.uname().machine, os.uname().machine),
        "os": "linux",
        "config": {
            "Entrypoint": list(entrypoint),
            "Env": ["PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", *env],
            "User": user,
        },
        "rootfs": {"type": "layers", "diff_ids": [layer_d["digest"]]},
    }
    config_d = blob(config) | {"mediaType": f"{oci}config.v1+json"}
    manifest_d = blob(
        {"schemaVersion": 2, "mediaType": f"{oci}manifest.v1+json", "config": config_d, "layers": [layer_d]}
    )
    index = {
        "schemaVersion": 2,
        "manifests": [
            manifest_d
            | {
                "mediaType": f"{oci}manifest.v1+json",
                "annotations": {"io.containerd.image.name": name, "org.opencontainers.image.ref.name": name},
            }
        ],
    }
    with tarfile.open(path, "w") as tar:
        for member, data in [
            ("oci-layout", b'{"imageLayoutVersion": "1.0.0"}'),
            ("index.json", json.dumps(index).encode()),
            *((f"blobs/sha256/{d}", data) for d, data in sorted(blobs.items())),
        ]:
            info = tarfile.TarInfo(member)
            info.size, info.mode = len(data), 0o644
            tar.addfile(info, io.BytesIO(data))


def libraries(paths):
    """The shared libraries that the programs below these paths load and that are
    not below them: path in the image -> file here."""
    roots = [p.resolve() for p in paths]
    found = {}
    for root in roots:
        for f in sorted(root.rglob("*")) if root.is_dir() else [root]:
            if f.is_symlink() or not f.is_file():
                continue
            with f.open("rb") as fh:
                if fh.read(4) != b"\x7fELF":
                    continue
            listed = subprocess.run(["ldd", str(f)], capture_output=True, text=True).stdout
            for lib in re.findall(r"(/\S+) \(0x", listed):
                real = Path(lib).resolve()
                if not any(real.is_relative_to(r) for r in roots):
                    found[os.path.normpath(lib)] = real
    return found


def image(args):
    files, sources = {}, []
    for spec in args.add:
        src, _, dst = spec.partition(":")
        files[dst or os.path.abspath(src)] = Path(src)
        sources.append(Path(src))
    if args.busybox:  # and a link for each of its applets
        busybox = Path(shutil.which("busybox") or die("busybox is missing: install the package busybox"))
        files["/bin/busybox"] = busybox.resolve()
        sources.append(busybox)
        for applet in run(busybox, "--list").split():
            files.setdefault(f"/bin/{applet}", ("link", "busybox"))
    files |= {p: f for p, f in libraries(sources).items() if p not in files}
    files.setdefault("/etc/passwd", b"root:x:0:0:root:/:/bin/sh\nnonroot:x:1000:1000::/tmp:/bin/sh\n")
    files.setdefault("/etc/group", b"root:x:0:\nnonroot:x:1000:\n")
    files.setdefault("/etc/nsswitch.conf", b"hosts: files dns\n")
    write_image(args.output, args.name, files, args.entrypoint, env=args.env, user=args.user)
    print(f"{args.output}: {args.name}, {os.path.getsize(args.output) / 1e6:.1f} MB")
