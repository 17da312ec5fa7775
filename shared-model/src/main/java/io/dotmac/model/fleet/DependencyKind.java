package io.dotmac.model.fleet;

/// What kind of thing a dependency is; each is a column of the health matrix.
public enum DependencyKind {
    /// The machine itself.
    HOST,
    /// A PostgreSQL server.
    POSTGRESQL,
    /// A PgBouncer pooler.
    PGBOUNCER,
    /// A Redis or Valkey server.
    REDIS,
    /// A Redis Sentinel.
    SENTINEL,
    /// Vault or OpenBao.
    VAULT,
    /// An HTTP endpoint.
    HTTP,
    /// A TCP port.
    TCP,
    /// A name server.
    DNS,
    /// A served certificate chain.
    TLS,
    /// A bucket of an object store.
    S3,
    /// A mail server.
    SMTP,
    /// A device that speaks SNMP.
    SNMP,
    /// An address that must be there.
    PING,
    /// Processes of the machine.
    PROCESS,
    /// A Docker engine.
    DOCKER,
    /// A Kubernetes cluster.
    KUBERNETES
}
