# What each target does: `make help`.
export JAVA_HOME := $(shell build/find-jdk)
export MAVEN_OPTS := $(MAVEN_OPTS) --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED
MVN := mvn

.PHONY: help build programs test chaos run bench microbench image-roots aot-cache images push cluster cluster-down e2e crds format

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile

build: ## compile everything
	$(MVN) -DskipTests package

programs: ## Kubernetes' API server and what goes with it, built from source: once, minutes, kept outside the checkout
	e2e/cluster/cluster build etcd kube-apiserver kube-controller-manager kubectl

test: ## all tests, on a real Redis and a real API server
	@build/needs test
	@$(MAKE) --no-print-directory programs
	$(MVN) verify

CHAOS_SOURCES := $(shell find pom.xml crds gateway operator testing e2e/pom.xml e2e/src -name target -prune -o -type f -print)
e2e/target/chaos.built: $(CHAOS_SOURCES)
	@echo "building …"
	@$(MVN) -q -DskipTests -Dspotless.check.skip=true -pl e2e -am package
	@touch $@

SUITE ?= broadcast
RUNS ?= 20
SECONDS ?= 20
PARALLEL ?= 2
chaos: ## many short runs that break at random, judged: SUITE=broadcast or inbound, RUNS=200 SEED=7; JUDGE=FILE: a kept history again; RECOVERY=5000: how long so many clients take after a restart of Redis
	@build/needs chaos
	@$(MAKE) --no-print-directory e2e/target/chaos.built
	@cd e2e && exec $(JAVA_HOME)/bin/java -Xmx1g -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
	  -cp "target/test-classes:$$(cat target/chaos.classpath)" dev.wsgateway.e2e.chaos.Main \
	  $(if $(RECOVERY),recovery $(RECOVERY),$(if $(JUDGE),judge $(SUITE) $(abspath $(JUDGE)),run $(SUITE) $(RUNS) "$(SEED)" $(SECONDS) $(PARALLEL)))

# Everything that the programs are built from: `make run` calls Maven only when some of it is newer than the last build.
SOURCES := $(shell find pom.xml crds gateway operator demo -name target -prune -o -type f -print)
target/dist: $(SOURCES)
	@echo "building …"
	@rm -rf $(foreach module,gateway operator demo,$(module)/target/dist $(module)/target/standalone.jsa)
	@$(MVN) -q -Dmaven.test.skip=true -Dspotless.check.skip=true -pl gateway,operator,demo -am package
	@mkdir -p target && touch $@

FILE ?= manifests/samples/chat.yaml
run: target/dist ## a WebSocketGateway on this machine, without a cluster; FILE=my.yaml: your own; CHECK=1: try it and end
	@terminal=false; test -t 1 && terminal=true; \
	exec $(JAVA_HOME)/bin/java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx256m -Xlog:disable \
	  -XX:+AutoCreateSharedArchive -XX:SharedArchiveFile=operator/target/standalone.jsa \
	  --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
	  -Dlogback.configurationFile=standalone/logback.xml -Dwsgateway.gateway=gateway/target/dist -Dwsgateway.demo=demo/target/dist \
	  -Dwsgateway.terminal=$$terminal \
	  -cp 'operator/target/dist/*' dev.wsgateway.operator.standalone.Main $(if $(filter 1,$(CHECK)),--check) $(FILE)

# Benchmarks: `make bench SCENARIO=fanout-cpu CONTENDERS=wsgateway,centrifugo REPEATS=3 PARAMETERS="sockets=1000"`.
SCENARIO ?= fanout-cpu
CONTENDERS ?= wsgateway,centrifugo,socketio-sharded,netty
REPEATS ?= 1
bench/target/bench: $(SOURCES) $(shell find bench -name target -prune -o -name results -prune -o -type f -print)
	@$(MVN) -q -Dmaven.test.skip=true -Dspotless.check.skip=true -pl gateway,bench -am package
	@mkdir -p bench/target && touch $@
bench: bench/target/bench ## measure beside rivals: SCENARIO=… CONTENDERS=a,b REPEATS=3 PARAMETERS="name=value …", see docs/performance.md
	@$(JAVA_HOME)/bin/java -XX:+UseSerialGC -Xmx256m --enable-native-access=ALL-UNNAMED \
	  --sun-misc-unsafe-memory-access=allow -Dlogback.configurationFile=logback-bench.xml -Dbench.gateway=$(CURDIR)/gateway/target/dist \
	  $(if $(JVM),-Dbench.jvm="$(JVM)") -cp 'bench/target/dist/*' dev.wsgateway.bench.Main bench/results \
	  $(shell git rev-parse --short HEAD) $(SCENARIO) $(CONTENDERS) $(REPEATS) $(PARAMETERS)

microbench: bench/target/bench ## the gateway's hot paths alone, with what they allocate; FILTER=regex
	@$(JAVA_HOME)/bin/java --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -cp 'bench/target/dist/*' \
	  org.openjdk.jmh.Main -prof gc -f 1 -wi 5 -i 5 -w 1 -r 1 $(FILTER)

# The modules of the JDK that the programs use; what jdeps adds to them (java.desktop, java.compiler) is never called.
MODULES := java.base,java.management,java.naming,java.sql,java.xml,jdk.jfr,jdk.management,jdk.unsupported
IMAGES := -Dmaven.test.skip=true -Dspotless.check.skip=true -pl gateway,operator,demo -am package \
  -Dimage.architecture=$(if $(filter aarch64 arm64,$(shell uname -m)),arm64,amd64)

image-roots:
	@build/jre-root gateway/target/image-root $(MODULES)
	@build/jre-root operator/target/image-root $(MODULES),java.net.http,jdk.httpserver
	@build/jre-root demo/target/image-root $(MODULES),java.net.http

# The gateway's image is made twice: its AOT cache comes from running what is in it, and is put in.
aot-cache: image-roots
	@build/needs images
	$(MVN) -q -Dmaven.test.skip=true -Dspotless.check.skip=true -pl gateway -am package jib:buildTar -Dimage.tag=untrained \
	  -Dimage.architecture=$(if $(filter aarch64 arm64,$(shell uname -m)),arm64,amd64)
	@build/aot-cache make

images: aot-cache ## the three images as tar files, with neither Docker nor a registry; on Linux
	$(MVN) -q $(IMAGES) jib:buildTar -Dimage.tag=$(or $(TAG),dev)
	@mkdir -p target && echo $(or $(TAG),dev) >target/images
	@du -h --apparent-size gateway/target/*.tar operator/target/*.tar demo/target/*.tar

push: aot-cache ## the three images to REGISTRY=registry.example.com/team, as TAG=dev; log in as with Docker
	@test -n "$(REGISTRY)" || { echo "say where to: make push REGISTRY=registry.example.com/team" >&2; exit 2; }
	$(MVN) -q $(IMAGES) jib:build -Dimage.registry=$(REGISTRY) -Dimage.tag=$(or $(TAG),dev)

# Images are named after what they are made of, so that a change rolls the pods, and are made only when that changed.
IMAGE_SOURCES = $(foreach file,$(SOURCES),$(if $(findstring /src/test/,$(file)),,$(file))) build/jre-root build/aot-cache build/AotCache.java Makefile
SOURCES_TAG = $(shell cat $(IMAGE_SOURCES) | sha256sum | cut -c1-12)
cluster: ## a cluster on this machine with all that is in here, to try it out; KUBECONFIG=… REGISTRY=…: in a cluster of yours
	@build/cluster up $(SOURCES_TAG)

cluster-down: ## ends the cluster of `make cluster` and all in it; with KUBECONFIG: removes the sample from yours
	@build/cluster down

e2e: ## end-to-end tests on a real one-node cluster, which needs root; E2E=SampleE2E: only these
	@MVN="$(MVN)" E2E="$(E2E)" build/e2e $(SOURCES_TAG)

crds: ## write the CRD anew from its Java types
	$(MVN) -pl crds test -Dtest=CustomResourceDefinitionTest -Dcrds.update=true

format: ## bring the code into the form that the build checks
	$(MVN) spotless:apply
