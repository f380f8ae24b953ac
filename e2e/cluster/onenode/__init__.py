"""The parts of `cluster`, the one-node Kubernetes that the tests run on.

programs       Kubernetes' own programs, built from the Go modules pinned in tools/go.mod
images         container images written without a container engine
control_plane  keys, users and command lines of etcd, the API server and the controller manager
api            these three alone, as an ordinary user, for tests of objects
settings       command lines and configuration files of a whole node
node           process 1 of the node: what runs inside its namespaces
lifecycle      a node seen from the host: start, look into, end
"""
