package io.dotmac.server.customer;

import io.dotmac.model.customer.Customer;
import io.dotmac.model.customer.CustomerChange;
import io.dotmac.model.customer.CustomerData;
import io.dotmac.model.customer.CustomerId;
import io.dotmac.model.customer.CustomerStatus;
import io.dotmac.model.customer.CustomerType;
import io.dotmac.server.customer.CustomerFields.Column;
import io.dotmac.server.customer.CustomerStore.Narrowed;
import io.dotmac.server.platform.http.Access;
import io.dotmac.server.platform.http.Answer;
import io.dotmac.server.platform.http.Call;
import io.dotmac.server.platform.http.Documents;
import io.dotmac.server.platform.http.Parameter;
import io.dotmac.server.platform.http.Permission;
import io.dotmac.server.platform.http.Route;
import io.dotmac.server.platform.query.ListSpec;
import io.dotmac.server.platform.query.ValueType;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Paths of customers.
final class CustomerRoutes {
    private static final String TYPE = "customer";
    private static final String KEPT = "customers";
    private static final String ALL = "/api/v1/customers";
    private static final String ONE = ALL + "/{id}";
    private static final Access READ = Access.needs(Permission.CUSTOMER_READ);
    private static final Access WRITE = Access.needs(Permission.CUSTOMER_WRITE);
    private static final Parameter TENANT = Parameter.tenant("the ISP, which platform staff must name");

    private static final ListSpec LIST = ListSpec.keyed("id", ValueType.UUID)
            .sortable("created_at", ValueType.TIME)
            .sortable("updated_at", ValueType.TIME)
            .sortable("name", ValueType.text(250))
            .sortable("number", ValueType.text(20))
            .filterable("status", ValueType.choice(CustomerStatus.class))
            .filterable("type", ValueType.choice(CustomerType.class))
            .filterable("language", ValueType.text(6))
            .orderedBy("created_at");

    private final Customers customers;

    CustomerRoutes(Customers customers) {
        this.customers = customers;
    }

    List<Route> routes() {
        List<Route> routes = new ArrayList<>(List.of(
                Route.get(ALL, READ, this::list)
                        .as("listCustomers", "Lists customers, or finds them by e-mail, phone, tax id or tag")
                        .with(
                                TENANT,
                                Parameter.query("email", ValueType.text(254), "The customer of this address"),
                                Parameter.query("phone", ValueType.text(40), "Customers of this number"),
                                Parameter.query("tax_id", ValueType.text(40), "Customers of this tax id"),
                                Parameter.query("tag", ValueType.text(40), "Customers who bear this tag"))
                        .lists(TYPE, Customer.class, LIST)
                        .cached(KEPT),
                Route.get(ONE, READ, this::show)
                        .as("getCustomer", "Shows a customer")
                        .with(TENANT)
                        .gives(TYPE, Customer.class)
                        .versioned()
                        .cached(KEPT),
                Route.post(ALL, WRITE, this::create)
                        .as("createCustomer", "Takes a customer in")
                        .with(TENANT)
                        .takes(CustomerData.class)
                        .gives(201, TYPE, Customer.class)
                        .refuses(409)
                        .idempotent()
                        .changes(KEPT),
                Route.patch(ONE, WRITE, this::change)
                        .as("changeCustomer", "Changes what is told of a customer")
                        .with(TENANT)
                        .takes(CustomerChange.class)
                        .gives(TYPE, Customer.class)
                        .refuses(409)
                        .versioned()
                        .changes(KEPT),
                Route.delete(ONE, WRITE, this::delete)
                        .as("deleteCustomer", "Takes a customer out of sight")
                        .with(TENANT)
                        .givesNothing()
                        .versioned()
                        .changes(KEPT)));
        for (CustomerMove move : CustomerMove.values()) {
            String verb = move.verb();
            routes.add(Route.post(ONE + "/" + verb, WRITE, call -> move(call, move))
                    .as(verb + "Customer", "Makes a customer " + move.target().text())
                    .with(TENANT)
                    .gives(TYPE, Customer.class)
                    .refuses(409)
                    .changes(KEPT));
        }
        return routes;
    }

    private Answer list(Call call) {
        Map<Column, String> exact = new EnumMap<>(Column.class);
        for (Column column : Column.values()) {
            call.query(column.text()).ifPresent(value -> exact.put(column, value));
        }
        Narrowed narrowed = new Narrowed(exact, call.query("tag"));
        return Documents.page(call, customers.list(call.tenant(), call.list(), narrowed), Customer::id);
    }

    private Answer show(Call call) {
        return answer(call, 200, customers.show(call.tenant(), id(call)));
    }

    private Answer create(Call call) {
        return answer(call, 201, customers.create(call.caller(), call.tenant(), call.body(CustomerData.class)));
    }

    private Answer change(Call call) {
        CustomerChange change = call.body(CustomerChange.class);
        return answer(
                call, 200, customers.change(call.caller(), call.tenant(), id(call), call.expectedVersion(), change));
    }

    private Answer delete(Call call) {
        customers.delete(call.caller(), call.tenant(), id(call), call.expectedVersion());
        return Answer.empty();
    }

    private Answer move(Call call, CustomerMove move) {
        return answer(call, 200, customers.move(call.caller(), call.tenant(), id(call), move));
    }

    private static Answer answer(Call call, int status, Customer customer) {
        return Documents.one(call, status, TYPE, customer.id().toString(), customer)
                .version(customer.version());
    }

    private static CustomerId id(Call call) {
        return new CustomerId(call.id("id"));
    }
}
