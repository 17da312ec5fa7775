/// The connection pool, the one statement that opens each transaction, and the migrations.
@NullMarked
package io.dotmac.server.platform.db;

import org.jspecify.annotations.NullMarked;
