/// What makes the tables: the migrations that this program brings, run once in each schema, and the schemas of tenants.
@NullMarked
package io.dotmac.server.platform.db.migration;

import org.jspecify.annotations.NullMarked;
