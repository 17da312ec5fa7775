package io.dotmac.server.customer;

import io.dotmac.model.customer.Customer;
import io.dotmac.model.customer.CustomerId;
import io.dotmac.model.customer.CustomerStatus;

/// What events tell of a customer: enough to look it up, nothing personal.
///
/// @param id of the customer
/// @param number for people
/// @param status where it stands now
/// @param version that the change made
record CustomerTold(CustomerId id, String number, CustomerStatus status, long version) {
    static CustomerTold of(Customer customer) {
        return new CustomerTold(customer.id(), customer.number(), customer.status(), customer.version());
    }
}
