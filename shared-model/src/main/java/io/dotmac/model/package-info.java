/// What travels between the programs: wire records, ids and value objects, and [Json], the one codec for them.
///
/// Nothing here knows HTTP, SQL or a screen. Field names on the wire are `snake_case`, enum values lower case.
@NullMarked
package io.dotmac.model;

import org.jspecify.annotations.NullMarked;
