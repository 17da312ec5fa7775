package io.dotmac.server.customer;

import com.fasterxml.uuid.Generators;
import io.dotmac.model.customer.Customer;
import io.dotmac.model.customer.CustomerChange;
import io.dotmac.model.customer.CustomerData;
import io.dotmac.model.customer.CustomerId;
import io.dotmac.model.customer.CustomerStatus;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.audit.Audit;
import io.dotmac.server.audit.Entry;
import io.dotmac.server.customer.CustomerStore.Narrowed;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.db.SqlFailure;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.event.Event;
import io.dotmac.server.platform.event.Outbox;
import io.dotmac.server.platform.http.Caller;
import io.dotmac.server.platform.http.Refusal;
import io.dotmac.server.platform.http.Route;
import io.dotmac.server.platform.query.ListQuery;
import io.dotmac.server.platform.secret.FieldCipher;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Whom a tenant serves.
public final class Customers {
    private static final String TYPE = "customer";

    private final Database database;
    private final Audit audit;
    private final Outbox outbox;
    private final Clock clock;
    private final CustomerFields fields;
    private final CustomerStore store;

    /// Puts its parts together.
    public Customers(Database database, FieldCipher cipher, Audit audit, Outbox outbox, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.outbox = outbox;
        this.clock = clock;
        this.fields = new CustomerFields(cipher);
        this.store = new CustomerStore(fields);
    }

    /// Its HTTP routes.
    public List<Route> routes() {
        return new CustomerRoutes(this).routes();
    }

    ListQuery.Page<Customer> list(TenantId tenant, ListQuery query, Narrowed narrowed) {
        return database.readTransaction(tenant, tx -> query.page(store.list(tx, query, narrowed)));
    }

    Customer show(TenantId tenant, CustomerId id) {
        return store.find(database, tenant, id).orElseThrow(() -> Refusal.notFound(TYPE, id));
    }

    Customer create(Caller caller, TenantId tenant, CustomerData data) {
        CustomerId id =
                new CustomerId(Generators.timeBasedEpochRandomGenerator().generate());
        Instant now = now();
        return unlessTaken(() -> database.transaction(tenant, tx -> {
            Customer wanted = Customer.of(id, "", CustomerStatus.PROSPECT, data, now, now, 1);
            String number = store.insert(tx, wanted, caller.id());
            Customer made = Customer.of(id, number, CustomerStatus.PROSPECT, data, now, now, 1);
            audit.record(tx, caller, Entry.created("customer.created", TYPE, id, hidden(tenant, made)));
            tell(tx, "customer.created", made);
            return made;
        }));
    }

    Customer change(Caller caller, TenantId tenant, CustomerId id, Optional<Long> version, CustomerChange change) {
        return unlessTaken(() -> database.transaction(tenant, tx -> {
            Customer before = current(tx, id, version);
            return keep(tx, caller, "customer.updated", before, before.told(onto(change, before.data()), now()));
        }));
    }

    Customer move(Caller caller, TenantId tenant, CustomerId id, CustomerMove move) {
        return database.transaction(tenant, tx -> {
            Customer before = found(tx, id);
            if (!move.leads(before.status())) {
                throw Refusal.conflict("MOVE_NOT_ALLOWED", refusal(before.status(), move));
            }
            return keep(tx, caller, "customer." + move.pastTense(), before, before.moved(move.target(), now()));
        });
    }

    void delete(Caller caller, TenantId tenant, CustomerId id, Optional<Long> version) {
        database.transaction(tenant, tx -> {
            Customer before = current(tx, id, version);
            if (!store.delete(tx, before, now(), caller.id())) {
                throw stale();
            }
            audit.record(tx, caller, Entry.removed("customer.deleted", TYPE, id, hidden(tenant, before)));
            tell(tx, "customer.deleted", before);
            return id;
        });
    }

    private Customer keep(Tx tx, Caller caller, String action, Customer before, Customer after) {
        if (!store.update(tx, after, caller.id())) {
            throw stale();
        }
        TenantId owner = tx.tenant().orElseThrow();
        Entry entry = Entry.changed(action, TYPE, after.id(), hidden(owner, before), hidden(owner, after));
        audit.record(tx, caller, entry);
        tell(tx, action, after);
        return after;
    }

    private Customer found(Tx tx, CustomerId id) {
        return store.find(tx, id).orElseThrow(() -> Refusal.notFound(TYPE, id));
    }

    private Customer current(Tx tx, CustomerId id, Optional<Long> version) {
        Customer row = found(tx, id);
        if (version.isPresent() && row.version() != version.get()) {
            throw stale();
        }
        return row;
    }

    private void tell(Tx tx, String type, Customer row) {
        outbox.publish(tx, Event.of(type, TYPE, row.id(), CustomerTold.of(row)));
    }

    private HiddenCustomer hidden(TenantId tenant, Customer row) {
        return HiddenCustomer.of(fields, tenant, row);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static CustomerData onto(CustomerChange change, CustomerData before) {
        try {
            return change.onto(before);
        } catch (IllegalArgumentException e) {
            throw Refusal.malformed(String.valueOf(e.getMessage()));
        }
    }

    /// The blind index keeps an e-mail address unique, whoever comes first.
    private static Customer unlessTaken(Supplier<Customer> work) {
        try {
            return work.get();
        } catch (SqlFailure e) {
            if (e.isDuplicate()) {
                throw Refusal.conflict("EMAIL_TAKEN", "another customer has this email");
            }
            throw e;
        }
    }

    private static Refusal stale() {
        return Refusal.outdated("the customer was changed meanwhile; read it again");
    }

    private static String refusal(CustomerStatus from, CustomerMove wanted) {
        String allowed =
                CustomerMove.from(from).stream().map(CustomerMove::verb).collect(Collectors.joining(", "));
        return "a customer that is " + from.text() + " cannot be moved by " + wanted.verb() + "; allowed: "
                + (allowed.isEmpty() ? "nothing" : allowed);
    }
}
