# What each target does: `make help`.
export JAVA_HOME := $(shell build/find-jdk)
export MAVEN_OPTS := $(MAVEN_OPTS) --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED
MVN := mvn

.PHONY: help build programs test crds format

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile

build: ## compile everything
	$(MVN) -DskipTests package

programs: ## Kubernetes' API server and what goes with it, built from source: once, minutes, kept outside the checkout
	e2e/cluster/cluster build etcd kube-apiserver kube-controller-manager kubectl

test: programs ## all tests, on a real Redis and a real API server
	$(MVN) verify

crds: ## write the CRD anew from its Java types
	$(MVN) -pl crds test -Dtest=CustomResourceDefinitionTest -Dcrds.update=true

format: ## bring the code into the form that the build checks
	$(MVN) spotless:apply
