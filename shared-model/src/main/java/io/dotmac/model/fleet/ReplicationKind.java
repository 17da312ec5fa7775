package io.dotmac.model.fleet;

/// How a copy is kept.
public enum ReplicationKind {
    /// PostgreSQL streaming replication of WAL.
    POSTGRESQL_PHYSICAL,
    /// PostgreSQL publication and subscription.
    POSTGRESQL_LOGICAL,
    /// Redis replication.
    REDIS
}
