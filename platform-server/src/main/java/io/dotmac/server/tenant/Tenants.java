package io.dotmac.server.tenant;

import com.fasterxml.uuid.Generators;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.Database;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The ISPs on the platform.
public final class Tenants {
    private static final Pattern SLUG = Pattern.compile("[a-z][a-z0-9_]{0,40}");

    private final TenantStore store;

    /// Keeps them in `database`.
    public Tenants(Database database) {
        this.store = new TenantStore(database);
    }

    /// Makes a tenant; the one of that slug stays as it is where there is one.
    public Tenant create(String slug, String name) {
        if (!SLUG.matcher(slug).matches()) {
            throw new IllegalArgumentException("slug is " + slug + ", must match " + SLUG.pattern());
        }
        if (name.isBlank() || name.length() > 120) {
            throw new IllegalArgumentException("name must have 1 to 120 characters");
        }
        TenantId id = new TenantId(Generators.timeBasedEpochRandomGenerator().generate());
        store.insertIfAbsent(id, slug, name);
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
