package io.dotmac.server.platform.db.migration;

import io.dotmac.server.platform.db.DatabaseConfig;
import io.dotmac.server.platform.db.Owner;
import io.dotmac.server.platform.db.Tx;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jdbi.v3.core.statement.Query;

/// Whether the database keeps tenants apart as it must: reads the catalogue, not rows, so it is quick with many tenants
/// and may be asked at any time, also after somebody has granted something by hand.
public final class Isolation {
    private final DatabaseConfig config;

    /// @param config of the database to be looked at
    public Isolation(DatabaseConfig config) {
        this.config = config;
    }

    /// What breaks which rule; empty when all is well.
    public Map<IsolationRule, List<String>> findings() {
        return new Owner(config).transaction(this::findings);
    }

    /// The same within a transaction.
    public Map<IsolationRule, List<String>> findings(Tx tx) {
        Map<IsolationRule, List<String>> findings = new EnumMap<>(IsolationRule.class);
        for (IsolationRule rule : IsolationRule.values()) {
            List<String> broken = broken(tx, rule);
            if (!broken.isEmpty()) {
                findings.put(rule, broken);
            }
        }
        return findings;
    }

    /// What each tenant's schema holds, by schema; they should be alike but for their names.
    public NavigableMap<String, String> schemas(Tx tx) {
        NavigableMap<String, String> schemas = new TreeMap<>();
        tx.handle()
                .createQuery("select nspname from pg_namespace where nspname ~ '^tenant_'")
                .mapTo(String.class)
                .forEach(schema -> schemas.put(schema, SchemaDocs.ofTenant(tx, schema)));
        return schemas;
    }

    private List<String> broken(Tx tx, IsolationRule rule) {
        Query query = tx.handle().createQuery(rule.sql());
        if (rule.sql().contains(":app")) {
            query.bind("app", config.username());
        }
        if (rule.sql().contains(":owner")) {
            query.bind("owner", config.ownerUsername());
        }
        return query.mapTo(String.class).list();
    }
}
