"""Command lines and configuration files of a whole node."""

import json
import shutil

from .base import DNS_DOMAIN, KUBECONFIG, NAME, NODE, NODE_IP, PAUSE_IMAGE, POD_CIDR, STATE
from .control_plane import CONTROLLER_MANAGER, api_server, controller_manager, etcd, pki, users

CGROUP = f"/cluster-{NAME}"  # the control group of all pods
# In the order of their start: the API, what makes its objects live, the node.
API = ("etcd", "kube-apiserver", "forward")
CONTROL = ("kube-controller-manager",)
RUNTIME = ("containerd",)
WORKERS = ("kube-scheduler", "kubelet", "kube-proxy")
DNS = ("coredns",)
RESTART = "starting it again"  # what process 1 logs of a component that ended


def configure(port):
    """Writes every file that the components read, into STATE/etc."""
    etc = STATE / "etc"
    for d in ("etc/cni", "run", "log", "lib", "sysctl"):
        (STATE / d).mkdir(parents=True)
    pki(STATE / "pki")
    groups = {
        CONTROLLER_MANAGER: "",
        "system:kube-scheduler": "",
        "system:kube-proxy": "",
        f"system:node:{NODE}": "system:nodes",
        "system:coredns": "",
    }
    users(STATE, port, KUBECONFIG, groups)

    def write(name, text):
        (etc / name).write_text(text if isinstance(text, str) else json.dumps(text, indent=1))

    # The node's containerd: no registry, cgroupfs, its state below the node's /run.
    write(
        "containerd.toml",
        f"""version = 2
disabled_plugins = ["io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs",
  "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs",
  "io.containerd.internal.v1.opt", "io.containerd.tracing.processor.v1.otlp", "io.containerd.internal.v1.tracing"]
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "{PAUSE_IMAGE}"
  disable_apparmor = true
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "{etc}/cni"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
      SystemdCgroup = false
""",
    )
    # Pods hang on point-to-point links, not on a bridge: then every packet between
    # two of them is routed, and services need no bridge netfilter in the kernel.
    write(
        "cni/10-pods.conflist",
        {
            "cniVersion": "0.4.0",
            "name": "pods",
            "plugins": [
                {
                    "type": "ptp",
                    "ipam": {
                        "type": "host-local",
                        "ranges": [[{"subnet": POD_CIDR}]],
                        "routes": [{"dst": "0.0.0.0/0"}],
                    },
                }
            ],
        },
    )
    write(
        "kubelet.json",
        {
            "apiVersion": "kubelet.config.k8s.io/v1beta1",
            "kind": "KubeletConfiguration",
            "authentication": {
                "anonymous": {"enabled": False},
                "webhook": {"enabled": True},
                "x509": {"clientCAFile": f"{STATE}/pki/ca.crt"},
            },
            "authorization": {"mode": "Webhook"},
            "tlsCertFile": f"{STATE}/pki/server.crt",
            "tlsPrivateKeyFile": f"{STATE}/pki/server.key",
            "containerRuntimeEndpoint": "unix:///run/containerd/containerd.sock",
            "cgroupDriver": "cgroupfs",
            "cgroupRoot": CGROUP,
            "failCgroupV1": False,  # version 1 is refused by default from 1.35 on
            "failSwapOn": False,
            "clusterDNS": [NODE_IP],
            "clusterDomain": DNS_DOMAIN,
            "resolvConf": "",  # pods inherit nothing of the host's resolver
            "serializeImagePulls": False,
            "syncFrequency": "5s",  # how long changes of ConfigMaps and Secrets take to be files; 60 s by default
            # A test's machine may have a full disk, and no image can be fetched again.
            "evictionHard": {"memory.available": "100Mi", "nodefs.available": "0%", "imagefs.available": "0%"},
            "imageGCHighThresholdPercent": 100,
        },
    )
    write(
        "kube-proxy.json",
        {
            "apiVersion": "kubeproxy.config.k8s.io/v1alpha1",
            "kind": "KubeProxyConfiguration",
            "mode": "nftables",
            "clusterCIDR": POD_CIDR,
            "hostnameOverride": NODE,
            "clientConnection": {"kubeconfig": f"{etc}/kube-proxy.kubeconfig"},
            "nftables": {"minSyncPeriod": "100ms"},
            # The host's connection table keeps its size and its time limits.
            "conntrack": {
                "maxPerCore": 0,
                "min": 0,
                "tcpEstablishedTimeout": "0s",
                "tcpCloseWaitTimeout": "0s",
            },
        },
    )
    write(
        "Corefile",
        f"""{DNS_DOMAIN}:53 in-addr.arpa:53 {{
  bind {NODE_IP}
  errors
  ready 127.0.0.1:8181
  kubernetes {DNS_DOMAIN} in-addr.arpa {{
    kubeconfig {etc}/coredns.kubeconfig {NAME}
    ttl 5
  }}
  loadbalance
}}
.:53 {{
  bind {NODE_IP}
  template ANY ANY {{
    rcode NXDOMAIN
  }}
}}
""",
    )
    search = f"default.svc.{DNS_DOMAIN} svc.{DNS_DOMAIN} {DNS_DOMAIN}"
    write("resolv.conf", f"nameserver {NODE_IP}\nsearch {search}\noptions ndots:5\n")  # for `exec`
    # What CoreDNS may read. It runs beside the kubelet, not as a pod.
    rule = {"apiGroups": ["", "discovery.k8s.io"], "verbs": ["list", "watch"]}
    rule["resources"] = ["endpointslices", "services", "pods", "namespaces"]
    rbac = "rbac.authorization.k8s.io"
    write(
        "objects.json",
        {
            "apiVersion": "v1",
            "kind": "List",
            "items": [
                {
                    "apiVersion": f"{rbac}/v1",
                    "kind": "ClusterRole",
                    "metadata": {"name": "system:coredns"},
                    "rules": [rule],
                },
                {
                    "apiVersion": f"{rbac}/v1",
                    "kind": "ClusterRoleBinding",
                    "metadata": {"name": "system:coredns"},
                    "roleRef": {"apiGroup": rbac, "kind": "ClusterRole", "name": "system:coredns"},
                    "subjects": [{"apiGroup": rbac, "kind": "User", "name": "system:coredns"}],
                },
            ],
        },
    )


def commands(bins, cfg):
    """The command line of each component."""
    etc, crt, key = STATE / "etc", STATE / "pki/server.crt", STATE / "pki/server.key"
    etcd_url, peer_url = "http://127.0.0.1:2379", "http://127.0.0.1:2380"
    flags = {
        "etcd": etcd(
            "/var/lib/etcd",
            etcd_url,
            *(f"--listen-peer-urls={peer_url}", f"--initial-advertise-peer-urls={peer_url}"),
            f"--initial-cluster=default={peer_url}",
        ),
        "kube-apiserver": api_server(
            STATE,
            etcd_url,
            cfg["port"],
            *(f"--kubelet-client-certificate={crt}", f"--kubelet-client-key={key}"),
            *(f"--kubelet-certificate-authority={STATE}/pki/ca.crt", "--kubelet-preferred-address-types=InternalIP"),
        ),
        "kube-controller-manager": controller_manager(STATE),
        "kube-scheduler": [
            f"--kubeconfig={etc}/kube-scheduler.kubeconfig",
            *("--leader-elect=false", "--secure-port=0", "--profiling=false"),
        ],
        "containerd": [f"--config={etc}/containerd.toml", "--log-level=warn"],
        "kubelet": [
            f"--config={etc}/kubelet.json",
            f"--kubeconfig={etc}/node.kubeconfig",
            *(f"--hostname-override={NODE}", f"--node-ip={NODE_IP}"),
        ],
        "kube-proxy": [f"--config={etc}/kube-proxy.json"],
        "coredns": [f"-conf={etc}/Corefile"],
        "forward": [
            f"{cfg['fd']}=127.0.0.1:{cfg['port']}",
            *(f"{fd}={NODE_IP}:{port}" for fd, port in cfg["publish"]),
        ],
    }
    debian = {"containerd": shutil.which("containerd")}
    return {name: [debian.get(name, str(bins / name)), *args] for name, args in flags.items()}
