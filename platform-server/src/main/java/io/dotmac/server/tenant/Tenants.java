package io.dotmac.server.tenant;

import com.fasterxml.uuid.Generators;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.model.tenant.NewTenant;
import io.dotmac.model.tenant.TenantState;
import io.dotmac.server.audit.Actor;
import io.dotmac.server.audit.Audit;
import io.dotmac.server.audit.Entry;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.db.TenantGate;
import io.dotmac.server.platform.db.TenantRefused;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.db.migration.TenantSchemas;
import io.dotmac.server.platform.http.Caller;
import io.dotmac.server.platform.http.Refusal;
import io.dotmac.server.platform.http.Route;
import io.dotmac.server.platform.query.ListQuery;
import io.dotmac.server.platform.query.Shown;
import io.dotmac.server.platform.secret.Identity.Home;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The ISPs on the platform: made, renamed, suspended, resumed and closed by platform staff.
public final class Tenants {
    private static final Logger LOG = System.getLogger(Tenants.class.getName());
    private static final int AT_ONCE = 4;
    private static final Actor COMMAND = Actor.system("cli");
    private static final int MAX_NAME = 120;
    private static final int MAX_REASON = 500;
    private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private final Database database;
    private final TenantStore store;
    private final TenantSchemas schemas;
    private final TenantGate gate;
    private final TenantExports exports;
    private final Audit audit;

    /// Keeps them in `database`, makes their schemas with `schemas`, and notes in `audit` who did what.
    public Tenants(Database database, TenantSchemas schemas, Audit audit) {
        this.database = database;
        this.audit = audit;
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
        boolean fresh = make(Actor.of(caller), id, wanted.slug(), wanted.name(), settings);
        if (!fresh) {
            throw Refusal.conflict("TENANT_EXISTS", "slug " + wanted.slug() + " is taken");
        }
        return get(caller, id);
    }

    /// Makes a tenant as the administrator of the machine; the one of that slug stays as it is where there is one.
    public Tenant create(String slug, String name) {
        make(COMMAND, newId(), slug, name, new Settings("UTC", "USD", "en"));
        return bySlug(slug).orElseThrow();
    }

    /// A tenant that the caller may see.
    public Tenant get(Caller caller, TenantId id) {
        checkVisible(caller, id);
        return byId(id).orElseThrow(() -> Refusal.notFound("tenant", id));
    }

    /// Tenants that the caller may see.
    public ListQuery.Page<Tenant> list(Caller caller, ListQuery query) {
        return store.page(caller.tenant().map(home -> home.id()), query);
    }

    /// Gives it another name.
    public Tenant rename(Caller caller, TenantId id, String name) {
        checkName(name);
        checkVisible(caller, id);
        return change(Actor.of(caller), id, "tenant.renamed", (tx, tenant) -> store.rename(tx, id, name));
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
        Tenant tenant =
                bySlug(slug).orElseThrow(() -> new IllegalArgumentException("tenant " + slug + " does not exist"));
        return move(COMMAND, tenant.id(), to, reason);
    }

    /// The tenant of that slug.
    public Optional<Tenant> bySlug(String slug) {
        return store.bySlug(slug);
    }

    /// Whose rows a caller means: a tenant's people their own, platform staff those of the tenant that they name; empty
    /// when they name none. A tenant that does not exist, or that is not one's own, is not found.
    ///
    /// @param named by slug or id
    public Optional<Home> meant(Caller caller, Optional<String> named) {
        if (caller.tenant().isEmpty()) {
            return named.map(text -> homes(text).orElseThrow(() -> Refusal.notFound("tenant", Shown.of(text))));
        }
        named.filter(text -> !caller.tenant().get().isCalled(text)).ifPresent(text -> {
            throw Refusal.notFound("tenant", Shown.of(text));
        });
        return caller.tenant();
    }

    private Optional<Home> homes(String named) {
        Optional<Tenant> found = ID.matcher(named).matches() ? byId(TenantId.of(named)) : bySlug(named);
        return found.map(tenant -> new Home(tenant.id(), tenant.slug()));
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
        return store.served();
    }

    /// Does `work` for each that is served, several at once, and returns when all are done. One that is served no more
    /// when its turn comes is left out; what else fails is thrown then.
    public void each(Consumer<Tenant> work) {
        try (ExecutorService threads = Executors.newFixedThreadPool(
                AT_ONCE, Thread.ofVirtual().name("tenant-", 0).factory())) {
            List<Future<?>> begun = new ArrayList<>();
            for (Tenant tenant : all()) {
                begun.add(threads.submit(() -> served(tenant, work)));
            }
            for (Future<?> one : begun) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static void served(Tenant tenant, Consumer<Tenant> work) {
        try {
            work.accept(tenant);
        } catch (TenantRefused e) {
            LOG.log(Level.INFO, "tenant left out tenant={0} cause={1}", tenant.slug(), e.getMessage());
        }
    }

    private Tenant move(Caller caller, TenantId id, TenantState to, String reason) {
        checkVisible(caller, id);
        return move(Actor.of(caller), id, to, reason);
    }

    private Tenant move(Actor actor, TenantId id, TenantState to, String reason) {
        if (reason.length() > MAX_REASON) {
            throw Refusal.invalid("reason", "has " + reason.length() + " characters, may have " + MAX_REASON);
        }
        String action =
                "tenant." + (to == TenantState.ACTIVE ? "resumed" : to.name().toLowerCase(Locale.ROOT));
        return change(actor, id, action, (tx, tenant) -> {
            if (tenant.state() != to && !tenant.state().next().contains(to)) {
                throw refused(tenant, to);
            }
            if (tenant.state() != to) {
                store.state(tx, id, to, reason);
            }
        });
    }

    private static Refusal refused(Tenant tenant, TenantState to) {
        String allowed = tenant.state().next().stream().map(Enum::name).sorted().collect(Collectors.joining(", "));
        return Refusal.conflict(
                "TENANT_STATE",
                "tenant " + tenant.slug() + " is " + tenant.state() + " and cannot become " + to + "; allowed: "
                        + (allowed.isEmpty() ? "nothing" : allowed));
    }

    /// Changes it while it is held, and notes that only where something changed.
    private Tenant change(Actor actor, TenantId id, String action, BiConsumer<Tx, Tenant> work) {
        Tenant changed = database.sharedTransaction(tx -> {
            Tenant before = store.locked(tx, id).orElseThrow(() -> Refusal.notFound("tenant", id));
            work.accept(tx, before);
            Tenant after = store.locked(tx, id).orElseThrow();
            if (after.version() != before.version()) {
                audit.record(tx, actor, Entry.changed(action, "tenant", id, before.info(), after.info()));
            }
            return after;
        });
        gate.forget();
        return changed;
    }

    private boolean make(Actor actor, TenantId id, String slug, String name, Settings settings) {
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
            store.locked(tx, id)
                    .ifPresent(made ->
                            audit.record(tx, actor, Entry.created("tenant.created", "tenant", id, made.info())));
            return true;
        });
    }

    private static void checkName(String name) {
        if (name.isBlank() || name.length() > MAX_NAME) {
            throw Refusal.invalid("name", "has " + name.length() + " characters, must have 1 to " + MAX_NAME);
        }
    }

    /// A tenant's people know of no other.
    private static void checkVisible(Caller caller, TenantId id) {
        if (caller.tenant().map(home -> !home.id().equals(id)).orElse(false)) {
            throw Refusal.notFound("tenant", id);
        }
    }

    private static TenantId newId() {
        return new TenantId(Generators.timeBasedEpochRandomGenerator().generate());
    }
}
