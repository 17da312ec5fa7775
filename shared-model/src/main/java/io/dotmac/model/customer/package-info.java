/// Customers of an ISP as the API shows and takes them.
@NullMarked
package io.dotmac.model.customer;

import org.jspecify.annotations.NullMarked;
