/// Whom a tenant serves: the commercial party, its life and how it is reached. What identifies a person is encrypted.
///
/// Events out: `customer.created`, `customer.updated`, `customer.deleted` and one for each move, such as
/// `customer.suspended`. Calls audit; billing, support and network call it.
@NullMarked
package io.dotmac.server.customer;

import org.jspecify.annotations.NullMarked;
