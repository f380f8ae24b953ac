"""etcd, the API server and the controller manager: their keys, users and command lines."""

import json
import secrets
import ssl
from urllib.request import HTTPSHandler, ProxyHandler, Request, build_opener

from .base import DNS_DOMAIN, NAME, NODE, NODE_IP, SERVICE_CIDR, SERVICE_IP, run

CONTROLLER_MANAGER = "system:kube-controller-manager"


def pki(d):
    """A certificate authority, one certificate with which the API server and the kubelet serve and the former calls the
    latter, and a key for service accounts."""
    d.mkdir()
    new = ("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "365")
    run(*new, "-keyout", d / "ca.key", "-out", d / "ca.crt", "-subj", "/CN=cluster-ca")
    names = ["localhost", NODE, "kubernetes", "kubernetes.default", "kubernetes.default.svc"]
    names.append(f"kubernetes.default.svc.{DNS_DOMAIN}")
    san = ",".join([f"DNS:{n}" for n in names] + [f"IP:{a}" for a in ("127.0.0.1", NODE_IP, SERVICE_IP)])
    run(
        *(*new, "-CA", d / "ca.crt", "-CAkey", d / "ca.key", "-subj", "/O=system:masters/CN=kube-apiserver"),
        *("-keyout", d / "server.key", "-out", d / "server.crt", "-addext", f"subjectAltName={san}"),
        *("-addext", "basicConstraints=critical,CA:FALSE", "-addext", "extendedKeyUsage=serverAuth,clientAuth"),
    )
    run("openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", d / "sa.key")
    run("openssl", "pkey", "-in", d / "sa.key", "-pubout", "-out", d / "sa.pub")


def users(d, port, admin, groups):
    """Makes the users, name -> group, and the administrator: the API server's list of their tokens, and a kubeconfig for
    each in etc/, for the administrator where admin says."""
    tokens = {user: secrets.token_hex(16) for user in ("admin", *groups)}
    rows = "".join(f"{tokens[u]},{u},{u},{g}".rstrip(",") + "\n" for u, g in {"admin": "system:masters", **groups}.items())
    (d / "etc/tokens.csv").touch(mode=0o600)
    (d / "etc/tokens.csv").write_text(rows)
    for user in groups:
        kubeconfig(d, d / f"etc/{user.split(':')[1]}.kubeconfig", tokens[user], port)
    kubeconfig(d, admin, tokens["admin"], port)


def kubeconfig(d, path, token, port):
    """A kubeconfig as JSON, which is YAML too."""
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": NAME,
        "contexts": [{"name": NAME, "context": {"cluster": NAME, "user": NAME}}],
        "clusters": [
            {
                "name": NAME,
                "cluster": {
                    "server": f"https://127.0.0.1:{port}",
                    "certificate-authority-data": run("base64", "-w0", d / "pki/ca.crt"),
                },
            }
        ],
        "users": [{"name": NAME, "user": {"token": token}}],
    }
    path.touch(mode=0o600)
    path.write_text(json.dumps(config, indent=1))


def etcd(data, url, *more):
    return [
        *(f"--data-dir={data}", "--unsafe-no-fsync", "--log-level=warn"),
        *(f"--listen-client-urls={url}", f"--advertise-client-urls={url}"),
        *more,
    ]


def api_server(d, etcd_url, port, *more):
    crt, key, ca = d / "pki/server.crt", d / "pki/server.key", d / "pki/ca.crt"
    return [
        f"--secure-port={port}",
        f"--advertise-address={NODE_IP}",
        f"--service-cluster-ip-range={SERVICE_CIDR}",
        f"--etcd-servers={etcd_url}",
        *(f"--tls-cert-file={crt}", f"--tls-private-key-file={key}", f"--client-ca-file={ca}"),
        f"--token-auth-file={d}/etc/tokens.csv",
        *("--authorization-mode=Node,RBAC", "--enable-admission-plugins=NodeRestriction"),
        *(f"--service-account-key-file={d}/pki/sa.pub", f"--service-account-signing-key-file={d}/pki/sa.key"),
        f"--service-account-issuer=https://kubernetes.default.svc.{DNS_DOMAIN}",
        *("--allow-privileged=true", "--profiling=false"),
        *more,
    ]


def controller_manager(d):
    return [
        f"--kubeconfig={d}/etc/kube-controller-manager.kubeconfig",
        "--use-service-account-credentials",
        *(f"--service-account-private-key-file={d}/pki/sa.key", f"--root-ca-file={d}/pki/ca.crt"),
        *(f"--cluster-signing-cert-file={d}/pki/ca.crt", f"--cluster-signing-key-file={d}/pki/ca.key"),
        *("--leader-elect=false", "--secure-port=0", "--profiling=false"),
        *("--kube-api-qps=500", "--kube-api-burst=1000"),  # its own limits delay a start by 4 s
    ]


def get(d, kubeconfig_file, path):
    """What the API server answers its administrator for this path; None if not with 200."""
    try:
        c = json.loads(kubeconfig_file.read_text())
        url = c["clusters"][0]["cluster"]["server"] + path
        request = Request(url, headers={"Authorization": "Bearer " + c["users"][0]["user"]["token"]})
        tls = HTTPSHandler(context=ssl.create_default_context(cafile=d / "pki/ca.crt"))
        with build_opener(ProxyHandler({}), tls).open(request, timeout=2) as answer:
            return answer.read()
    except (OSError, ValueError, KeyError):
        return None
