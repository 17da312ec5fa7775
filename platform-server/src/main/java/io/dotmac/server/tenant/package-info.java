/// ISPs on the platform. Calls nobody; auth and fleet look tenants up here.
@NullMarked
package io.dotmac.server.tenant;

import org.jspecify.annotations.NullMarked;
