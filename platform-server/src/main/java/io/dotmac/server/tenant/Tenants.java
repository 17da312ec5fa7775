package io.dotmac.server.tenant;

import com.fasterxml.uuid.Generators;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.model.tenant.NewTenant;
import io.dotmac.model.tenant.TenantState;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.db.TenantGate;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.db.migration.TenantSchemas;
import io.dotmac.server.platform.http.Caller;
import io.dotmac.server.platform.http.Refusal;
import io.dotmac.server.platform.http.Route;
import io.dotmac.server.platform.query.ListQuery;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/// The ISPs on the platform: made, renamed, suspended, resumed and closed by platform staff.
public final class Tenants {
    private static final int MAX_NAME = 120;
    private static final int MAX_REASON = 500;

    private final Database database;
    private final TenantStore store;
    private final TenantSchemas schemas;
    private final TenantGate gate;
    private final TenantExports exports;

    /// Keeps them in `database`, and makes their schemas with `schemas`.
    public Tenants(Database database, TenantSchemas schemas) {
        this.database = database;
        this.store = new TenantStore(database);
        this.schemas = schemas;
        this.gate = new TenantGate(database);
        this.exports = new TenantExports(database);
    }

    /// Its HTTP routes.
    public List<Route> routes() {
        return new TenantRoutes(this).routes();
    }

    /// Tells whether a tenant may be served, without a look into the database each time.
    public TenantGate gate() {
        return gate;
    }

    /// What tenants' data are taken out with.
    public TenantExports exports() {
        return exports;
    }

    /// Makes a tenant with its role, schema, tables and first rows, all of it or nothing.
    public Tenant create(Caller caller, NewTenant wanted) {
        TenantId id = newId();
        Settings settings = Settings.of(wanted);
        boolean fresh = make(id, wanted.slug(), wanted.name(), settings);
        if (!fresh) {
            throw Refusal.conflict("TENANT_EXISTS", "slug " + wanted.slug() + " is taken");
        }
        return get(caller, id);
    }

    /// Makes a tenant as the administrator of the machine; the one of that slug stays as it is where there is one.
    public Tenant create(String slug, String name) {
        make(newId(), slug, name, new Settings("UTC", "USD", "en"));
        return bySlug(slug).orElseThrow();
    }

    /// A tenant that the caller may see.
    public Tenant get(Caller caller, TenantId id) {
        return visible(caller, id).flatMap(store::byId).orElseThrow(() -> Refusal.notFound("tenant", id));
    }

    /// Tenants that the caller may see.
    public ListQuery.Page<Tenant> list(Caller caller, ListQuery query) {
        return store.page(caller.tenant().map(home -> home.id()), query);
    }

    /// Gives it another name.
    public Tenant rename(Caller caller, TenantId id, String name) {
        checkName(name);
        return change(caller, id, (tx, tenant) -> {
            store.rename(tx, id, name);
            return true;
        });
    }

    /// Stops serving it until it is resumed: its people, services and agents are refused.
    public Tenant suspend(Caller caller, TenantId id, String reason) {
        return move(caller, id, TenantState.SUSPENDED, reason);
    }

    /// Serves it again.
    public Tenant resume(Caller caller, TenantId id, String reason) {
        return move(caller, id, TenantState.ACTIVE, reason);
    }

    /// Ends it. Its data stay, to be exported.
    public Tenant close(Caller caller, TenantId id, String reason) {
        return move(caller, id, TenantState.CLOSED, reason);
    }

    /// The same as the administrator of the machine.
    public Tenant move(String slug, TenantState to, String reason) {
        Tenant tenant = bySlug(slug).orElseThrow(() -> new IllegalArgumentException("tenant " + slug + " does not exist"));
        database.sharedTransaction(tx -> moveIn(tx, tenant.id(), to, reason));
        gate.forget(tenant.id());
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

    /// All, by slug, in whatever state.
    public List<Tenant> everyone() {
        return store.all();
    }

    /// All that are served, by slug.
    public List<Tenant> all() {
        return store.inState(TenantState.ACTIVE);
    }

    private Tenant move(Caller caller, TenantId id, TenantState to, String reason) {
        return change(caller, id, (tx, tenant) -> moveIn(tx, id, to, reason));
    }

    private boolean moveIn(Tx tx, TenantId id, TenantState to, String reason) {
        if (reason.length() > MAX_REASON) {
            throw Refusal.invalid("reason", "has " + reason.length() + " characters, may have " + MAX_REASON);
        }
        Tenant tenant = store.locked(tx, id).orElseThrow(() -> Refusal.notFound("tenant", id));
        if (tenant.state() == to) {
            return false;
        }
        if (!tenant.state().next().contains(to)) {
            String allowed = tenant.state().next().stream().map(Enum::name).sorted().collect(Collectors.joining(", "));
            throw Refusal.conflict(
                    "TENANT_STATE",
                    "tenant " + tenant.slug() + " is " + tenant.state() + " and cannot become " + to + "; allowed: "
                            + (allowed.isEmpty() ? "nothing" : allowed));
        }
        store.state(tx, id, to, reason);
        return true;
    }

    private Tenant change(Caller caller, TenantId id, BiFunction<Tx, Tenant, Boolean> work) {
        visible(caller, id).orElseThrow(() -> Refusal.notFound("tenant", id));
        database.sharedTransaction(tx -> {
            Tenant before = store.locked(tx, id).orElseThrow(() -> Refusal.notFound("tenant", id));
            return work.apply(tx, before);
        });
        gate.forget(id);
        return get(caller, id);
    }

    private boolean make(TenantId id, String slug, String name, Settings settings) {
        if (!TenantSchemas.SLUG.matcher(slug).matches()) {
            throw Refusal.invalid("slug", "is " + slug + ", must match " + TenantSchemas.SLUG.pattern());
        }
        checkName(name);
        return schemas.transaction(tx -> {
            if (!store.insertIfAbsent(tx, id, slug, name)) {
                return false;
            }
            schemas.build(tx, id, slug);
            store.settings(tx, settings);
            return true;
        });
    }

    private static void checkName(String name) {
        if (name.isBlank() || name.length() > MAX_NAME) {
            throw Refusal.invalid("name", "has " + name.length() + " characters, must have 1 to " + MAX_NAME);
        }
    }

    private static Optional<TenantId> visible(Caller caller, TenantId id) {
        return Optional.of(id)
                .filter(wanted -> caller.tenant().map(home -> home.id().equals(wanted)).orElse(true));
    }

    private static TenantId newId() {
        return new TenantId(Generators.timeBasedEpochRandomGenerator().generate());
    }
}
