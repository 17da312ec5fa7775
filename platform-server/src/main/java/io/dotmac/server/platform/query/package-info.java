/// What lists offer and what a caller asks of them: typed values, filter, sort, fields, cursor, and the SQL of one
/// page.
/// Knows neither HTTP nor the database; both sides stand on it.
@NullMarked
package io.dotmac.server.platform.query;

import org.jspecify.annotations.NullMarked;
