package io.dotmac.server.tenant;

import com.fasterxml.uuid.Generators;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.db.migration.TenantSchemas;
import java.util.List;
import java.util.Optional;

/// The ISPs on the platform.
public final class Tenants {
    private final TenantStore store;
    private final TenantSchemas schemas;

    /// Keeps them in `database`, and makes their schemas with `schemas`.
    public Tenants(Database database, TenantSchemas schemas) {
        this.store = new TenantStore(database);
        this.schemas = schemas;
    }

    /// Makes a tenant with its schema, role and tables, all of it or nothing; the one of that slug stays as it is where
    /// there is one.
    public Tenant create(String slug, String name) {
        if (!TenantSchemas.SLUG.matcher(slug).matches()) {
            throw new IllegalArgumentException("slug is " + slug + ", must match " + TenantSchemas.SLUG.pattern());
        }
        if (name.isBlank() || name.length() > 120) {
            throw new IllegalArgumentException("name must have 1 to 120 characters");
        }
        TenantId id = new TenantId(Generators.timeBasedEpochRandomGenerator().generate());
        schemas.transaction(tx -> store.insertIfAbsent(tx, id, slug, name) ? schemas.build(tx, id, slug) : 0);
        return bySlug(slug).orElseThrow();
    }

    /// The tenant of that slug.
    public Optional<Tenant> bySlug(String slug) {
        return store.bySlug(slug);
    }

    /// The tenant of that id.
    public Optional<Tenant> byId(TenantId id) {
        return store.byId(id);
    }

    /// All, by slug.
    public List<Tenant> all() {
        return store.all();
    }
}
