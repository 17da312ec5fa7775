# DotMac Ops. `make help` lists the targets; every one finds JDK 25 by itself.
SHELL := /bin/bash
.DEFAULT_GOAL := help
export JAVA_HOME := $(shell packaging/bin/find-jdk 2>/dev/null)
MVN := packaging/bin/mvn-jdk25 -B -ntp
BUILT := packaging/target/classpath.txt

.PHONY: help run gui tui test build format bench soak clean demo-lag demo-kill-redis demo-restore db-docs migrate-create migrate-up migrate-down migrate-status

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 24

run: build ## start the demo: PostgreSQL with a standby, Redis with a replica, server, agent; ctrl-c stops it
	@packaging/bin/dotmac-demo run

tui: build ## terminal console on the running demo
	@packaging/bin/dotmac-demo tui

gui: build ## desktop console on the running demo
	@packaging/bin/dotmac-demo gui

demo-lag: build ## pause replay on the demo's standby for 30 s
	@packaging/bin/dotmac-demo lag

demo-kill-redis: build ## kill the demo's Redis
	@packaging/bin/dotmac-demo kill-redis

demo-restore: build ## undo demo-lag and demo-kill-redis
	@packaging/bin/dotmac-demo restore

test: ## every module's tests, as CI runs them
	@$(MVN) test

build: $(BUILT) ## compile what changed, without tests

$(BUILT): pom.xml $(wildcard */pom.xml) $(shell find shared-model agent platform-server console-gui console-tui packaging -path '*/target' -prune -o -path '*/src/*' -type f -print 2>/dev/null)
	@$(MVN) -q package -DskipTests -Dspotless.check.skip
	@packaging/bin/start-cache
	@touch $@

db-docs: ## write docs/gen/dbdocs anew, from the database that the migrations make
	@$(MVN) -q -pl platform-server -am test -Dtest=SchemaDocsTest -Dsurefire.failIfNoSpecifiedTests=false -Ddotmac.db-docs=write
	@git status --short docs/gen/dbdocs 2>/dev/null || true

migrate-create: build ## files of a new migration; MODULE=billing NAME=add_credit_notes, and TENANT=1 for tenants' schemas
	@packaging/bin/dotmac migrate create $(if $(TENANT),--tenant) "$(MODULE)" "$(NAME)"

migrate-up: build ## bring the database of DATABASE__HOST and so on to this version
	@packaging/bin/dotmac migrate up

migrate-down: build ## undo the last migration; TENANT=1 for the last of tenants' schemas
	@packaging/bin/dotmac migrate down $(if $(TENANT),--tenants) $(if $(YES),--yes)

migrate-status: build ## what has run and what has not
	@packaging/bin/dotmac migrate status

format: ## repair formatting
	@$(MVN) -q spotless:apply

bench: build ## measure speed and memory beside their floors; BENCH=P1,P3 for some
	@JAVA_FLAGS="-Xmx640m $$JAVA_FLAGS" packaging/bin/dotmac-demo bench $$(echo "$(BENCH)" | tr ',' ' ')

soak: build ## let an agent run for half an hour and tell whether its memory grows; MINUTES=5 for less
	@packaging/bin/dotmac-demo soak --minutes $(or $(MINUTES),30)

clean: ## remove what was built; the demo's data stays in ~/.local/share/dotmac-demo
	@$(MVN) -q clean
